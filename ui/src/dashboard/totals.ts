import type { StateType } from "../../../src/schemas/state.ts";
import type { HistoryBucket } from "../history/history-bucket.ts";

export type Totals = Partial<Record<StateType, number>>;

export function totalsOf(buckets: readonly HistoryBucket[]): Totals {
  const totals: Totals = {};
  for (const { counts } of buckets) {
    for (const [type, count] of Object.entries(counts) as [StateType, number][])
      totals[type] = (totals[type] ?? 0) + count;
  }
  return totals;
}
