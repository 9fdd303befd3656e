import { type RawBuilder, sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { StateType } from "../../../schemas/state.ts";
import { type Filters, flowRunsWhere, taskRunsWhere } from "../filters/related.ts";
import { estimatedRunTimeSql, latenessSql } from "./run-estimates.ts";
import type { Store } from "../store.ts";
import { type Condition, every } from "../filters/criterion.ts";
import { coverageOf, hourQuestion, isAddedUp, none, runsRead } from "./run-hour-counts.ts";
import type { RunKind } from "./run-hours.ts";

export interface HistorySpan {
  start: Micros;
  end: Micros;
  interval: Micros;
}

/** How many runs that were expected within a bucket are in a state, and how long they have run and waited in sum. */
export interface HistoryRow {
  bucket: number;
  state_type: StateType;
  state_name: string;
  count_runs: number;
  sum_estimated_run_time: Micros;
  sum_estimated_lateness: Micros;
}

/** The runs that match, counted by the time at which they were expected to start and by state. */
export async function runHistory(store: Store, kind: RunKind, asked: HistoryQuestion): Promise<HistoryRow[]> {
  const { span, filters } = asked;
  const { start, end, interval } = span;
  const question = hourQuestion(kind, filters);
  const where = (kind === "flow_run" ? flowRunsWhere : taskRunsWhere)(filters, store.dialect);
  const period = {
    since: Math.max(start, question?.period.since ?? start),
    until: Math.min(end, question?.period.until ?? end),
  };
  const coverage = question
    ? await coverageOf(store, kind, { period, bucket: { start, width: interval } })
    : { counted: none, read: [period] };
  const read = await historyOfRuns(store, kind, { ...asked, from: runsRead(kind, coverage, where) });
  if (question === undefined) return read;
  return joinedRows([
    ...read,
    ...(await historyOfHours(
      store,
      span,
      every([isAddedUp(kind, coverage, { start, width: interval }), question.where]),
    )),
  ]);
}

interface HistoryQuestion {
  span: HistorySpan;
  filters: Filters;
  now: Micros;
}

async function historyOfRuns(
  store: Store,
  kind: RunKind,
  { span, now, from }: HistoryQuestion & { from: RawBuilder<unknown> },
): Promise<HistoryRow[]> {
  const column = (name: string) => sql.ref(`${kind}.${name}`);
  const query = sql<HistoryRow>`SELECT ${bucketOf(column("expected_start_time"), span)} AS bucket,
      ${column("state_type")} AS state_type, ${column("state_name")} AS state_name, count(*) AS count_runs,
      sum(${estimatedRunTimeSql(kind, now)}) AS sum_estimated_run_time,
      sum(${latenessSql(kind, now)}) AS sum_estimated_lateness
    FROM ${from} WHERE ${column("state_type")} IS NOT NULL GROUP BY 1, 2, 3`;
  return (await store.read((db) => query.execute(db))).rows.map(inNumbers);
}

async function historyOfHours(store: Store, span: HistorySpan, where: Condition): Promise<HistoryRow[]> {
  const query = sql<HistoryRow>`SELECT ${bucketOf(sql.ref("run_hour.hour"), span)} AS bucket, state_type, state_name,
      sum(runs) AS count_runs, sum(run_time) AS sum_estimated_run_time, sum(lateness) AS sum_estimated_lateness
    FROM run_hour WHERE ${where} GROUP BY 1, 2, 3`;
  return (await store.read((db) => query.execute(db))).rows.map(inNumbers);
}

function bucketOf(time: RawBuilder<unknown>, { start, interval }: HistorySpan): RawBuilder<number> {
  return sql<number>`((${time} - ${sql.lit(start)}) / ${sql.lit(interval)})`;
}

function inNumbers(row: HistoryRow): HistoryRow {
  return {
    bucket: Number(row.bucket),
    state_type: row.state_type,
    state_name: row.state_name,
    count_runs: Number(row.count_runs),
    sum_estimated_run_time: Number(row.sum_estimated_run_time),
    sum_estimated_lateness: Number(row.sum_estimated_lateness),
  };
}

/** One row for each bucket and state. */
function joinedRows(rows: readonly HistoryRow[]): HistoryRow[] {
  const joined = new Map<string, HistoryRow>();
  for (const row of rows) {
    const key = `${row.bucket} ${row.state_type} ${row.state_name}`;
    const known = joined.get(key);
    if (known === undefined) {
      joined.set(key, row);
      continue;
    }
    known.count_runs += row.count_runs;
    known.sum_estimated_run_time += row.sum_estimated_run_time;
    known.sum_estimated_lateness += row.sum_estimated_lateness;
  }
  return [...joined.values()];
}
