import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { apiQuery, livePollMs } from "../server/query.ts";
import { flowRunFilters, taskRunFilters } from "./runs-filter.ts";
import type { RunsSearch } from "./runs-search.ts";

/** How many runs fit the filters. */
export function RunCount({ kind, search }: { kind: "flow-runs" | "task-runs"; search: RunsSearch }) {
  const live = { refetchInterval: livePollMs, placeholderData: keepPreviousData };
  const isFlowRuns = kind === "flow-runs";
  const flowRuns = useQuery({
    ...apiQuery("POST /flow_runs/count", { body: flowRunFilters(search) }),
    ...live,
    enabled: isFlowRuns,
  });
  const taskRuns = useQuery({
    ...apiQuery("POST /task_runs/count", { body: taskRunFilters(search) }),
    ...live,
    enabled: !isFlowRuns,
  });
  const count = (isFlowRuns ? flowRuns : taskRuns).data;
  const noun = isFlowRuns ? "flow run" : "task run";
  if (count === undefined) return <span />;
  return (
    <span role="status">
      {count.toLocaleString("en")} {count === 1 ? noun : `${noun}s`}
    </span>
  );
}
