// Numbers that grow while a run waits or runs: they are computed when they are read.
// Source: Prefect 3, `estimated_run_time` and `estimated_start_time_delta` of its runs.

import { type RawBuilder, sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { isTerminal } from "../../../schemas/state.ts";
import type { RunColumns } from "../tables.ts";

type Run = {
  [K in "state_type" | "state_timestamp" | "start_time" | "expected_start_time"]: RunColumns[K]["__select__"];
} & {
  total_run_time: Micros;
};

/** How long a run has run, up to now where it still runs. */
export function estimatedRunTime(run: Run, now: Micros): Micros {
  if (run.state_type !== "RUNNING" || run.state_timestamp === null) return run.total_run_time;
  return run.total_run_time + Math.max(0, now - run.state_timestamp);
}

/** How much later than expected a run has started, or would start if it did so now. */
export function lateness(run: Run, now: Micros): Micros {
  if (run.expected_start_time === null) return 0;
  if (run.start_time !== null) return Math.max(0, run.start_time - run.expected_start_time);
  if (run.state_type !== null && isTerminal(run.state_type)) return 0;
  return Math.max(0, now - run.expected_start_time);
}

type RunTable = "flow_run" | "task_run";

/** The same, within a query. */
export function estimatedRunTimeSql(table: RunTable, now: Micros): RawBuilder<number> {
  const column = columnsOf(table);
  return sql<number>`(${column("total_run_time")} + CASE
    WHEN ${column("state_type")} = 'RUNNING' AND ${column("state_timestamp")} < ${sql.lit(now)}
    THEN ${sql.lit(now)} - ${column("state_timestamp")} ELSE 0 END)`;
}

export function latenessSql(table: RunTable, now: Micros): RawBuilder<number> {
  const column = columnsOf(table);
  return sql<number>`(CASE
    WHEN ${column("start_time")} > ${column("expected_start_time")}
    THEN ${column("start_time")} - ${column("expected_start_time")}
    WHEN ${column("start_time")} IS NULL AND ${column("expected_start_time")} < ${sql.lit(now)}
      AND (${column("state_type")} IS NULL OR ${column("state_type")} NOT IN ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED'))
    THEN ${sql.lit(now)} - ${column("expected_start_time")} ELSE 0 END)`;
}

function columnsOf(table: RunTable) {
  return (name: keyof RunColumns) => sql.ref(`${table}.${name}`);
}
