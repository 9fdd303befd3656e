import { Skeleton, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Panel } from "../pieces/panel.tsx";
import type { FlowRunFilters } from "../runs/runs-filter.ts";
import { apiQuery, livePollMs } from "../server/query.ts";
import { RunLines } from "./run-lines.tsx";

/** What runs, or is about to. */
export function RunningNow({ filters }: { filters: FlowRunFilters }) {
  const runs = useQuery({
    ...apiQuery("POST /flow_runs/filter", { body: { ...filters, sort: "START_TIME_DESC", limit: 6 } }),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs,
  });
  return (
    <Panel title="Running now">
      {runs.isPending && <Skeleton height={40} />}
      {runs.data?.length === 0 && (
        <Text c="dimmed" size="sm">
          Nothing runs at the moment.
        </Text>
      )}
      {runs.data && runs.data.length > 0 && <RunLines runs={runs.data} />}
    </Panel>
  );
}
