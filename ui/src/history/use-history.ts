import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FlowRunFilters, TaskRunFilters } from "../runs/runs-filter.ts";
import { apiQuery } from "../server/query.ts";
import { bucketOf, type HistoryBucket } from "./history-bucket.ts";

export interface HistorySpan {
  start: string;
  end: string;
}

const bars = 60;
const pollMs = 5000;

/** How many runs began when, in 60 bars. */
export function useHistory(
  kind: "flow-runs" | "task-runs",
  { start, end }: HistorySpan,
  filters: FlowRunFilters | TaskRunFilters,
): HistoryBucket[] | undefined {
  const seconds = Math.max(1, Math.ceil((Date.parse(end) - Date.parse(start)) / 1000 / bars));
  const body = { history_start: start, history_end: end, history_interval_seconds: seconds };
  const live = { placeholderData: keepPreviousData, refetchInterval: pollMs };
  const flowRuns = useQuery({
    ...apiQuery("POST /flow_runs/history", { body: { ...body, ...(filters as FlowRunFilters) } }),
    ...live,
    enabled: kind === "flow-runs",
  });
  const taskRuns = useQuery({
    ...apiQuery("POST /task_runs/history", { body: { ...body, ...(filters as TaskRunFilters) } }),
    ...live,
    enabled: kind === "task-runs",
  });
  return (kind === "flow-runs" ? flowRuns : taskRuns).data?.map(bucketOf);
}
