import { Skeleton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { type HistoryBucket } from "../history/history-bucket.ts";
import { StateBars } from "../history/state-bars.tsx";
import { useHistory } from "../history/use-history.ts";
import { Panel } from "../pieces/panel.tsx";
import { flowRunFilters, taskRunFilters } from "./runs-filter.ts";
import type { RunsSearch } from "./runs-search.ts";
import { beginningOf, endOfNow } from "./time-spans.ts";

const route = getRouteApi("/runs");

/** The filtered runs over time; a click on a bar narrows the time to it. */
export function RunHistory({ kind, search }: { kind: "flow-runs" | "task-runs"; search: RunsSearch }) {
  const navigate = route.useNavigate();
  const filters = kind === "flow-runs" ? flowRunFilters(search) : taskRunFilters(search);
  const buckets = useHistory(kind, spanOf(search), filters);
  const narrow = ({ start, end }: HistoryBucket) =>
    void navigate({ search: (before) => ({ ...before, span: "custom", after: local(start), before: local(end) }) });
  return (
    <Panel>
      {buckets ? <StateBars buckets={buckets} label="Runs over time" onPick={narrow} /> : <Skeleton height={118} />}
    </Panel>
  );
}

function spanOf({ span = "7d", after, before }: RunsSearch) {
  if (span !== "custom") return { start: beginningOf(span), end: endOfNow() };
  const end = before === undefined ? endOfNow() : new Date(before).toISOString();
  return { start: after === undefined ? beginningOf("30d", Date.parse(end)) : new Date(after).toISOString(), end };
}

/** As the field for a date and time wants it: without an offset, in the reader's own time. */
function local(iso: string): string {
  const time = new Date(iso);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
