import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { isTerminal } from "../../../src/schemas/state.ts";
import { apiQuery, livePollMs } from "../server/query.ts";

const atOnce = 200;

/** How many task runs flow runs have; asked again while one goes on, and when one has changed. */
export function useTaskRunCounts(runs: readonly FlowRunResponse[]): Record<string, number> {
  const asked = runs.slice(0, atOnce);
  const question = apiQuery("POST /ui/flow_runs/count-task-runs", {
    body: { flow_run_ids: asked.map(({ id }) => id) },
  });
  const counts = useQuery({
    ...question,
    queryKey: [...question.queryKey, asked.map(({ state_id }) => state_id)],
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    refetchInterval: asked.some(goesOn) && livePollMs,
  });
  return counts.data ?? {};
}

function goesOn({ state_type }: FlowRunResponse): boolean {
  return state_type !== null && !isTerminal(state_type);
}
