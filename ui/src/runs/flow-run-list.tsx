import { Skeleton, Stack } from "@mantine/core";
import { Workflow } from "lucide-react";
import { useCallback } from "react";
import type { FlowRunSort } from "../../../src/schemas/enums.ts";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { call } from "../server/api.ts";
import { FlowRunRow } from "./flow-run-row.tsx";
import type { FlowRunFilters } from "./runs-filter.ts";
import type { Selection } from "./use-selection.ts";
import { useFlowNames } from "./use-flow-names.ts";
import { pageSize, usePages } from "./use-pages.ts";
import { useTaskRunCounts } from "./use-task-run-counts.ts";
import { VirtualRows } from "./virtual-rows.tsx";

export interface FlowRunListProps {
  filters: FlowRunFilters;
  sort?: FlowRunSort;
  selection?: Selection;
  /** What is said where there are none. */
  empty?: { title: string; command?: string };
}

export function FlowRunList({ filters, sort = "START_TIME_DESC", selection, empty }: FlowRunListProps) {
  const runs = usePages(["POST /flow_runs/filter", filters, sort], (offset, signal) =>
    call("POST /flow_runs/filter", { body: { ...filters, sort, offset, limit: pageSize }, signal }),
  );
  const flows = useFlowNames(runs.rows.map((run) => run.flow_id));
  const counts = useTaskRunCounts(runs.rows);
  const { fetchNextPage, hasNextPage } = runs;
  const onEnd = useCallback(() => void (hasNextPage && fetchNextPage()), [hasNextPage, fetchNextPage]);
  if (runs.error) return <Failure error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.isPending) return <RowSkeletons />;
  if (runs.rows.length === 0) return <EmptyState icon={Workflow} title="No flow run is like that" {...empty} />;
  return (
    <VirtualRows rows={runs.rows} height={64} label="Flow runs" onEnd={onEnd}>
      {(run) => (
        <FlowRunRow
          run={run}
          flowName={flows.get(run.flow_id)}
          taskRuns={counts[run.id]}
          {...(selection && { selection })}
        />
      )}
    </VirtualRows>
  );
}

export function RowSkeletons() {
  return (
    <Stack gap={8} aria-label="Loading">
      {[1, 2, 3, 4, 5].map((row) => (
        <Skeleton key={row} height={56} radius="md" />
      ))}
    </Stack>
  );
}
