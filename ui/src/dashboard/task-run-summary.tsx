import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { StateBars } from "../history/state-bars.tsx";
import { useHistory } from "../history/use-history.ts";
import { Panel } from "../pieces/panel.tsx";
import type { TaskRunFilters } from "../runs/runs-filter.ts";
import { beginningOf, endOfNow, type TimeSpan } from "../runs/time-spans.ts";
import { apiQuery } from "../server/query.ts";
import { StateTotals } from "./state-totals.tsx";

/** Task runs over time, and how many are in which state. */
export function TaskRunSummary({ span, filters }: { span: TimeSpan; filters: TaskRunFilters }) {
  const buckets = useHistory("task-runs", { start: beginningOf(span), end: endOfNow() }, filters);
  const counts = useQuery({
    ...apiQuery("POST /ui/task_runs/count", { body: filters }),
    placeholderData: keepPreviousData,
    refetchInterval: 5000,
  });
  return (
    <Panel title="Task runs">
      {counts.data && buckets ? (
        <>
          <StateTotals totals={counts.data} noun="task run" />
          <StateBars buckets={buckets} label="Task runs over time" height={140} />
        </>
      ) : (
        <Skeleton height={214} />
      )}
    </Panel>
  );
}
