import { Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { StateBars } from "../history/state-bars.tsx";
import { useHistory } from "../history/use-history.ts";
import { Panel } from "../pieces/panel.tsx";
import type { FlowRunFilters } from "../runs/runs-filter.ts";
import { beginningOf, endOfNow, type TimeSpan } from "../runs/time-spans.ts";
import type { DashboardSearch } from "./dashboard-search.ts";
import { totalsOf } from "./totals.ts";
import { StateTotals } from "./state-totals.tsx";

export interface FlowRunSummaryProps {
  span: TimeSpan;
  filters: FlowRunFilters;
  search: DashboardSearch;
  className?: string | undefined;
}

/** Flow runs over time, and how many are in which state. */
export function FlowRunSummary({ span, filters, search, className }: FlowRunSummaryProps) {
  const navigate = useNavigate();
  const buckets = useHistory("flow-runs", { start: beginningOf(span), end: endOfNow() }, filters);
  const totals = totalsOf(buckets ?? []);
  return (
    <Panel title="Flow runs" className={className}>
      {buckets ? (
        <>
          <StateTotals
            totals={totals}
            noun="flow run"
            onPick={(type) =>
              void navigate({ to: "/runs", search: { span, state: [type], ...(search.tag && { tag: search.tag }) } })
            }
          />
          <StateBars buckets={buckets} label="Flow runs over time" height={140} />
        </>
      ) : (
        <Skeleton height={214} />
      )}
    </Panel>
  );
}
