import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery } from "../server/query.ts";

const atOnce = 200;

/** How many task runs flow runs have. */
export function useTaskRunCounts(ids: readonly string[]): Record<string, number> {
  const asked = ids.slice(0, atOnce);
  const counts = useQuery({
    ...apiQuery("POST /ui/flow_runs/count-task-runs", { body: { flow_run_ids: asked } }),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  });
  return counts.data ?? {};
}
