// Counts of runs that are added up from counted hours (run-hours.ts), where the filter asks for what those tell apart:
// the expected time, the state, and whether a run has a parent. The parts of the time that are not counted are read from
// the runs: holes, what is before and after the span, and hours that lie in two buckets.

import { type RawBuilder, sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import { type Condition, every, joined, on } from "../filters/criterion.ts";
import type { Filters } from "../filters/related.ts";
import type { Store } from "../store.ts";
import { hour, type RunKind } from "./run-hours.ts";

/** From `since` to before `until`. */
export interface Period {
  since: Micros;
  until: Micros;
}

/** What a filter asks of the counts of hours; the period is all that it limits. */
export interface HourQuestion {
  period: Period;
  where: Condition;
}

/** SQLite joins at most 500 queries into one. */
const mostPeriods = 400;
export const none: Period = { since: 0, until: 0 };
const always: Period = { since: -8_640_000_000_000_000, until: 8_640_000_000_000_000 };

/** Undefined where the counts of hours do not tell apart what the filter asks for. */
export function hourQuestion(kind: RunKind, filters: Filters): HourQuestion | undefined {
  const own = kind === "flow_run" ? "flow_runs" : "task_runs";
  const others = Object.entries(filters).some(
    ([name, filter]) => filterNames.has(name) && name !== own && isSaid(filter),
  );
  if (others) return undefined;
  const { operator, state, expected_start_time, ...rest } = filters[own] ?? {};
  if (operator === "or_") return undefined;
  const { parent_task_run_id: parent, ...unknown } = rest as { parent_task_run_id?: ParentCriterion | null };
  if (Object.values(unknown).some(isSaid) || isSaid(parent?.any_)) return undefined;
  const { before_, after_ } = expected_start_time ?? {};
  const isChild = isSaid(parent?.is_null_) ? sql<SqlBool>`(is_child = ${sql.lit(!parent.is_null_)})` : undefined;
  const inState = joined(state?.operator, [
    on("run_hour.state_type", state?.type),
    on("run_hour.state_name", state?.name),
  ]);
  return {
    period: {
      since: after_ ? microsFromWire(after_) : always.since,
      until: before_ ? microsFromWire(before_) + 1 : always.until,
    },
    where: every([isChild, inState]),
  };
}

interface ParentCriterion {
  any_?: unknown;
  is_null_?: boolean | null;
}

const filterNames: ReadonlySet<string> = new Set([
  "flows",
  "flow_runs",
  "task_runs",
  "deployments",
  "work_pools",
  "work_pool_queues",
  "work_queues",
]);

function isSaid<T>(value: T): value is NonNullable<T> {
  return value !== null && value !== undefined;
}

/** The counted span, and the periods within a longer one that have to be read from the runs, in order. */
export interface Coverage {
  counted: Period;
  read: Period[];
}

/** Buckets of one width, one after the other. */
export interface Buckets {
  start: Micros;
  width: Micros;
}

/** Which part of a period is counted. With buckets, an hour that lies in two of them is read. */
export async function coverageOf(
  store: Store,
  kind: RunKind,
  { period, bucket }: { period: Period; bucket?: Buckets | undefined },
): Promise<Coverage> {
  const { span, holes } = await store.read(async (db) => ({
    span: await db.selectFrom("run_hour_span").selectAll().where("kind", "=", kind).executeTakeFirst(),
    holes: await db
      .selectFrom("run_hour_hole")
      .select("hour")
      .where("kind", "=", kind)
      .where("hour", ">=", Math.max(period.since - hour, 0))
      .where("hour", "<", period.until)
      .orderBy("hour")
      .execute(),
  }));
  const since = Math.max(ceilHour(period.since), Number(span?.since ?? 0));
  const until = Math.min(floorHour(period.until), Number(span?.until ?? 0));
  if (since >= until) return { counted: none, read: [period] };
  const shared = bucket === undefined ? [] : [...hoursInTwoBuckets({ since, until }, bucket)];
  const gaps = [...new Set([...holes.map((hole) => Number(hole.hour)), ...shared])]
    .filter((at) => at >= since && at < until)
    .toSorted((a, b) => a - b)
    .map((at) => ({ since: at, until: at + hour }));
  const read = merged([{ since: period.since, until: since }, ...gaps, { since: until, until: period.until }]);
  return read.length > mostPeriods ? { counted: none, read: [period] } : { counted: { since, until }, read };
}

function* hoursInTwoBuckets({ since, until }: Period, { start, width }: Buckets) {
  const first = start + Math.ceil((since - start) / width) * width;
  for (let edge = first; edge < until; edge += width) if (edge % hour !== 0) yield floorHour(edge);
}

function merged(periods: readonly Period[]): Period[] {
  const joined: Period[] = [];
  for (const { since, until } of periods) {
    if (since >= until) continue;
    const last = joined.at(-1);
    if (last !== undefined && last.until >= since) last.until = Math.max(last.until, until);
    else joined.push({ since, until });
  }
  return joined;
}

function floorHour(time: Micros): Micros {
  return Math.floor(time / hour) * hour;
}

function ceilHour(time: Micros): Micros {
  return Math.ceil(time / hour) * hour;
}

/** The hours that are added up: those of the counted span that are not read from the runs. Holes have no counts. */
export function isAddedUp(kind: RunKind, { counted }: Coverage, bucket?: Buckets): Condition {
  const bucketAt = (later: Micros) =>
    sql`(run_hour.hour + ${sql.lit(later - (bucket?.start ?? 0))}) / ${sql.lit(bucket?.width ?? 1)}`;
  return every([
    sql<SqlBool>`run_hour.kind = ${sql.lit(kind)}`,
    within("run_hour.hour", counted),
    bucket && sql<SqlBool>`${bucketAt(0)} = ${bucketAt(hour - 1)}`,
  ]);
}

const columns = ["state_type", "state_name", "state_timestamp", "expected_start_time", "start_time", "total_run_time"];

/** The runs that are read, as a table by the name of theirs: a walk along the index for each period. */
export function runsRead(kind: RunKind, { read }: Coverage, where: Condition): RawBuilder<unknown> {
  const select = sql`SELECT ${sql.join(columns.map((column) => sql.ref(`${kind}.${column}`)))} FROM ${sql.table(kind)}`;
  // An empty period is read all the same: there has to be a query.
  const periods = read.length === 0 ? [none] : read;
  const parts = periods.map(
    (period) => sql`${select} WHERE ${within(`${kind}.expected_start_time`, period)} AND (${where})`,
  );
  if (read[0]?.since === always.since && read.at(-1)?.until === always.until) {
    parts.push(sql`${select} WHERE ${sql.ref(`${kind}.expected_start_time`)} IS NULL AND (${where})`);
  }
  return sql`(${sql.join(parts, sql` UNION ALL `)}) AS ${sql.ref(kind)}`;
}

function within(column: string, { since, until }: Period): Condition {
  const ref = sql.ref(column);
  return sql<SqlBool>`(${ref} >= ${sql.lit(since)} AND ${ref} < ${sql.lit(until)})`;
}
