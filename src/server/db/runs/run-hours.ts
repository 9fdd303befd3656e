// Counts of ended runs by the hour in which they were expected to start: a roll-up for charts and totals, which can be
// made again from the runs (engine.md S8). It is kept behind the hot path, by a service that counts hours long past.
//
// Invariants
//   H1. Within the span each hour is either counted, or is a hole: then it has no rows, and is read from its runs.
//   H2. An hour is counted when it is `settledAfter` past and all its runs have ended. Whoever writes a run so much
//       later makes a hole, in the same unit: `forgetHours` here, a trigger for what is deleted.
//   H3. On PostgreSQL who counts and who makes holes exclude each other, so that neither misses what the other has done.

import { sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { countsLock } from "../migrations/0008-size.ts";
import { insertOrIgnore, statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import { estimatedRunTimeSql, latenessSql } from "./run-estimates.ts";

export type RunKind = "flow_run" | "task_run";

export const hour: Micros = 3_600_000_000;
/** Servers whose clocks differ by less than the hour between these two agree on H2. */
const writtenLate = 2 * hour;
const settledAfter = 3 * hour;

const insertHole = insertOrIgnore("run_hour_hole", ["kind", "hour"], ["kind", "hour"]);
const deleteHour = statement("forget-run-hour", "DELETE FROM run_hour WHERE kind = ? AND hour = ?", ["kind", "hour"]);

export function hourOf(time: Micros): Micros {
  return time - (time % hour);
}

/** Runs of these expected times are written: where that is long past, their hours are counted no more. */
export async function forgetHours(tx: Tx, kind: RunKind, expected: readonly (Micros | null)[]): Promise<void> {
  let late: Set<Micros> | undefined;
  for (const time of expected) {
    if (time !== null && Number(time) < tx.now - writtenLate) (late ??= new Set()).add(hourOf(Number(time)));
  }
  if (late === undefined) return; // runs that are written while they run: all of the hot path
  await lockCounts(tx, kind, "_shared");
  for (const hour of late) await tx.run(deleteHour, [kind, hour]);
  await tx.runRows(
    insertHole,
    [...late].map((hour) => [kind, hour]),
  );
}

async function lockCounts({ db, dialect }: Tx, kind: RunKind, how: "" | "_shared"): Promise<void> {
  if (dialect === "postgres") {
    await sql`SELECT ${sql.raw(`pg_advisory_xact_lock${how}(${countsLock(kind).join(", ")})`)}`.execute(db);
  }
}

/** Counts the next hours after the span; returns how many, 0 when it is up to date. */
export async function countNextHours(tx: Tx, kind: RunKind, most: number): Promise<number> {
  await lockCounts(tx, kind, "");
  const end = hourOf(tx.now - settledAfter);
  const span = await tx.db.selectFrom("run_hour_span").selectAll().where("kind", "=", kind).executeTakeFirst();
  const since = span?.until ?? (await firstHour(tx, kind));
  if (since === undefined || Number(since) >= end) return 0;
  const until = Math.min(end, Number(since) + most * hour);
  await countBetween(tx, kind, { since: Number(since), until });
  await tx.db
    .insertInto("run_hour_span")
    .values({ kind, since: Number(since), until })
    .onConflict((conflict) => conflict.column("kind").doUpdateSet({ until }))
    .execute();
  return (until - Number(since)) / hour;
}

async function firstHour({ db }: Tx, kind: RunKind): Promise<Micros | undefined> {
  const { first } = await db
    .selectFrom(kind)
    .select(({ fn }) => fn.min(`${kind}.expected_start_time`).as("first"))
    .executeTakeFirstOrThrow();
  return first === null ? undefined : hourOf(Number(first));
}

/** Counts hours that were holes; those with open runs stay holes. Returns how many are none any more. */
export async function countHoles(tx: Tx, kind: RunKind, holes: readonly Micros[]): Promise<number> {
  await lockCounts(tx, kind, "");
  let filled = 0;
  for (const hole of holes) filled += await countBetween(tx, kind, { since: hole, until: hole + hour });
  return filled;
}

/** Counts the hours of a time; those with open runs are holes afterwards. Returns how many holes there are fewer. */
async function countBetween({ db, now }: Tx, kind: RunKind, span: { since: Micros; until: Micros }): Promise<number> {
  const expected = sql.ref<number>(`${kind}.expected_start_time`);
  const inHour = sql<number>`(${expected} - ${expected} % ${sql.lit(hour)})`;
  const within = sql`${expected} >= ${sql.lit(span.since)} AND ${expected} < ${sql.lit(span.until)}`;
  const isHour = sql<SqlBool>`kind = ${sql.lit(kind)} AND hour >= ${sql.lit(span.since)} AND hour < ${sql.lit(span.until)}`;
  const isChild = kind === "flow_run" ? sql`(flow_run.parent_task_run_id IS NOT NULL)` : sql`(1 = 0)`;
  const { numDeletedRows } = await db.deleteFrom("run_hour_hole").where(isHour).executeTakeFirst();
  const made = await sql`INSERT INTO run_hour_hole (kind, hour)
    SELECT DISTINCT ${sql.lit(kind)}, ${inHour} FROM ${sql.table(kind)}
    WHERE ${within} AND (${sql.ref(`${kind}.state_type`)} IS NULL OR ${isOpen(kind)})`.execute(db);
  await sql`INSERT INTO run_hour (kind, hour, is_child, state_type, state_name, runs, run_time, lateness)
    SELECT ${sql.lit(kind)}, ${inHour}, ${isChild}, ${sql.ref(`${kind}.state_type`)}, ${sql.ref(`${kind}.state_name`)},
      count(*), sum(${estimatedRunTimeSql(kind, now)}), sum(${latenessSql(kind, now)})
    FROM ${sql.table(kind)} WHERE ${within} AND ${sql.ref(`${kind}.state_type`)} IS NOT NULL
    GROUP BY 2, 3, 4, 5`.execute(db);
  await sql`DELETE FROM run_hour WHERE ${isHour} AND hour IN (SELECT hour FROM run_hour_hole WHERE ${isHour})`.execute(
    db,
  );
  return Number(numDeletedRows) - Number(made.numAffectedRows ?? 0);
}

function isOpen(kind: RunKind) {
  return sql`${sql.ref(`${kind}.state_type`)} NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')`;
}
