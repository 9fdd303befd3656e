import type { HistoryResponse } from "../../../src/schemas/run-history.ts";
import type { StateType } from "../../../src/schemas/state.ts";

/** A span of time and how many runs began in it, by the state that they are in now. */
export interface HistoryBucket {
  start: string;
  end: string;
  total: number;
  counts: Partial<Record<StateType, number>>;
}

/** What is bad is drawn at the top, where it is seen. */
export const drawnOrder: readonly StateType[] = [
  "COMPLETED",
  "RUNNING",
  "PENDING",
  "SCHEDULED",
  "PAUSED",
  "CANCELLING",
  "CANCELLED",
  "CRASHED",
  "FAILED",
];

export function bucketOf({ interval_start, interval_end, states }: HistoryResponse): HistoryBucket {
  const counts: HistoryBucket["counts"] = {};
  for (const { state_type, count_runs } of states) counts[state_type] = (counts[state_type] ?? 0) + count_runs;
  return {
    start: interval_start,
    end: interval_end,
    counts,
    total: states.reduce((sum, { count_runs }) => sum + count_runs, 0),
  };
}
