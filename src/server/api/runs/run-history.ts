import { isoFromMicros, type Micros } from "../../../lib/clock.ts";
import type { HistoryResponse } from "../../../schemas/run-history.ts";
import type { Filters } from "../../db/filters/related.ts";
import { type HistoryRow, runHistory } from "../../db/runs/run-history.ts";
import { unprocessable } from "../http/api-error.ts";
import { secondsOnWire } from "../on-wire/time.ts";
import type { Api } from "../http/serve.ts";

const mostBuckets = 500;
const longestSeconds = 100 * 366 * 86_400; // what ends after the year 275,760 has no time on the wire

export interface HistoryQuestion {
  start: Micros;
  end: Micros;
  seconds: number;
  filters: Filters;
}

/** The history of runs, bucket by bucket; an empty bucket has no states. */
export async function runHistoryOnWire(
  table: "flow_run" | "task_run",
  { store, clock }: Api,
  { start, end, seconds, filters }: HistoryQuestion,
): Promise<HistoryResponse[]> {
  if (seconds < 1) throw unprocessable("History interval must not be less than 1 second.");
  if (seconds > longestSeconds) throw unprocessable("History interval must not be more than a century.");
  const interval = Math.round(seconds * 1_000_000);
  const buckets = Math.min(Math.max(0, Math.ceil((end - start) / interval)), mostBuckets);
  const span = { start, end: Math.min(end, start + buckets * interval), interval };
  const rows = await runHistory(store, table, { span, filters, now: clock.now() });
  const byBucket = Map.groupBy(rows, (row) => row.bucket);
  return Array.from({ length: buckets }, (_, at) => ({
    interval_start: isoFromMicros(start + at * interval),
    interval_end: isoFromMicros(start + (at + 1) * interval),
    states: (byBucket.get(at) ?? []).map(stateCount),
  }));
}

function stateCount(row: HistoryRow): HistoryResponse["states"][number] {
  return {
    state_type: row.state_type,
    state_name: row.state_name,
    count_runs: row.count_runs,
    sum_estimated_run_time: secondsOnWire(row.sum_estimated_run_time),
    sum_estimated_lateness: secondsOnWire(row.sum_estimated_lateness),
  };
}
