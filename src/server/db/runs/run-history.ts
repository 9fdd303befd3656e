import { sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { StateType } from "../../../schemas/state.ts";
import { type Filters, flowRunsWhere, taskRunsWhere } from "../filters/related.ts";
import { estimatedRunTimeSql, latenessSql } from "./run-estimates.ts";
import type { Store } from "../store.ts";

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
export async function runHistory(
  store: Store,
  table: "flow_run" | "task_run",
  { span, filters, now }: { span: HistorySpan; filters: Filters; now: Micros },
): Promise<HistoryRow[]> {
  const expected = sql.ref<number>(`${table}.expected_start_time`);
  const bucket = sql<number>`((${expected} - ${sql.lit(span.start)}) / ${sql.lit(span.interval)})`;
  const matches = table === "flow_run" ? flowRunsWhere : taskRunsWhere;
  const rows = await store.read((db) =>
    db
      .selectFrom(table)
      .select([
        bucket.as("bucket"),
        sql.ref<StateType>(`${table}.state_type`).as("state_type"),
        sql.ref<string>(`${table}.state_name`).as("state_name"),
        sql<number>`count(*)`.as("count_runs"),
        sql<number>`sum(${estimatedRunTimeSql(table, now)})`.as("sum_estimated_run_time"),
        sql<number>`sum(${latenessSql(table, now)})`.as("sum_estimated_lateness"),
      ])
      .where(expected, ">=", span.start)
      .where(expected, "<", span.end)
      .where(sql.ref(`${table}.state_type`), "is not", null)
      .where(matches(filters, store.dialect))
      .groupBy(sql`1, 2, 3`)
      .execute(),
  );
  return rows.map((row) => ({
    ...row,
    bucket: Number(row.bucket),
    count_runs: Number(row.count_runs),
    sum_estimated_run_time: Number(row.sum_estimated_run_time),
    sum_estimated_lateness: Number(row.sum_estimated_lateness),
  }));
}
