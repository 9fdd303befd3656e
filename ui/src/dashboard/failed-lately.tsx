import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleCheck } from "lucide-react";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { Panel } from "../pieces/panel.tsx";
import type { FlowRunFilters } from "../runs/runs-filter.ts";
import { apiQuery, livePollMs } from "../server/query.ts";
import { RunLines } from "./run-lines.tsx";

/** What failed or crashed lately, and why. */
export function FailedLately({ filters, className }: { filters: FlowRunFilters; className?: string | undefined }) {
  const runs = useQuery({
    ...apiQuery("POST /flow_runs/filter", { body: { ...filters, sort: "END_TIME_DESC", limit: 8 } }),
    placeholderData: keepPreviousData,
    refetchInterval: livePollMs,
  });
  return (
    <Panel title="Failed lately" className={className}>
      {runs.error && <Failure error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isPending && <Skeleton height={120} />}
      {runs.data?.length === 0 && <EmptyState icon={CircleCheck} title="Nothing failed in this time" />}
      {runs.data && runs.data.length > 0 && <RunLines runs={runs.data} hasReasons />}
    </Panel>
  );
}
