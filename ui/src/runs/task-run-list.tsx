import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ListChecks } from "lucide-react";
import { type ReactNode, useCallback } from "react";
import type { TaskRunSort } from "../../../src/schemas/enums.ts";
import type { TaskRun } from "../../../src/schemas/task-run.ts";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { RowSkeletons } from "./flow-run-list.tsx";
import type { TaskRunFilters } from "./runs-filter.ts";
import { TaskRunRow } from "./task-run-row.tsx";
import { pageSize, usePages } from "./use-pages.ts";
import { VirtualRows } from "./virtual-rows.tsx";

export interface TaskRunListProps {
  filters: TaskRunFilters;
  sort?: TaskRunSort;
  /** Whether rows say of which flow run they are. */
  hasFlowRuns?: boolean;
  /** What can be done to a task run, at the end of its row. */
  action?: (run: TaskRun) => ReactNode;
}

export function TaskRunList({
  filters,
  sort = "EXPECTED_START_TIME_DESC",
  hasFlowRuns = false,
  action,
}: TaskRunListProps) {
  const runs = usePages(["POST /task_runs/filter", filters, sort], (offset, signal) =>
    call("POST /task_runs/filter", { body: { ...filters, sort, offset, limit: pageSize }, signal }),
  );
  const names = useFlowRunNames(hasFlowRuns ? runs.rows.map((run) => run.flow_run_id) : []);
  const { fetchNextPage, hasNextPage } = runs;
  const onEnd = useCallback(() => void (hasNextPage && fetchNextPage()), [hasNextPage, fetchNextPage]);
  if (runs.error) return <Failure error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.isPending) return <RowSkeletons />;
  if (runs.rows.length === 0) return <EmptyState icon={ListChecks} title="No task run is like that" />;
  return (
    <VirtualRows rows={runs.rows} height={64} label="Task runs" onEnd={onEnd}>
      {(run) => <TaskRunRow run={run} flowRunName={names.get(run.flow_run_id ?? "")} action={action?.(run)} />}
    </VirtualRows>
  );
}

const atOnce = 200;

function useFlowRunNames(ids: readonly (string | null)[]): ReadonlyMap<string, string> {
  const distinct = [...new Set(ids)].filter((id) => id !== null).slice(0, atOnce);
  const runs = useQuery({
    ...apiQuery("POST /flow_runs/filter", { body: { flow_runs: { id: { any_: distinct } }, limit: atOnce } }),
    enabled: distinct.length > 0,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  return new Map(runs.data?.map(({ id, name }) => [id, name]));
}
