import { Group, SegmentedControl, Switch, TagsInput } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../pieces/page-header.tsx";
import { flowRunFilters, taskRunFilters } from "../runs/runs-filter.ts";
import { timeSpanNames, type TimeSpan } from "../runs/time-spans.ts";
import classes from "./dashboard-page.module.css";
import { dashboardSearch, type DashboardSearch } from "./dashboard-search.ts";
import { FailedLately } from "./failed-lately.tsx";
import { FlowRunSummary } from "./flow-run-summary.tsx";
import { LateRuns } from "./late-runs.tsx";
import { RunningNow } from "./running-now.tsx";
import { TaskRunSummary } from "./task-run-summary.tsx";
import { WorkPoolHealth } from "./work-pool-health.tsx";

const route = getRouteApi("/dashboard");

export function DashboardPage() {
  const search = route.useSearch();
  const { span = "24h" } = search;
  const runs = { ...search, span };
  return (
    <>
      <PageHeader title="Dashboard" actions={<DashboardFilters search={search} />} />
      <div className={classes.grid}>
        <FlowRunSummary className={classes.wide} span={span} filters={flowRunFilters(runs)} search={search} />
        <TaskRunSummary span={span} filters={taskRunFilters({ ...runs, ...(runs.tag && { tag: runs.tag }) })} />
        <FailedLately className={classes.wide} filters={flowRunFilters({ ...runs, state: ["FAILED", "CRASHED"] })} />
        <div className={classes.column}>
          <RunningNow filters={flowRunFilters({ ...runs, state: ["RUNNING", "PENDING", "PAUSED", "CANCELLING"] })} />
          <LateRuns />
          <WorkPoolHealth />
        </div>
      </div>
    </>
  );
}

function DashboardFilters({ search }: { search: DashboardSearch }) {
  const navigate = route.useNavigate();
  const change = (fields: { [K in keyof DashboardSearch]?: unknown }) =>
    void navigate({ search: (before) => dashboardSearch({ ...before, ...fields }), replace: true });
  return (
    <Group gap="sm">
      <TagsInput
        aria-label="Tags"
        placeholder={search.tag ? "" : "Any tag"}
        value={search.tag ?? []}
        onChange={(tag) => change({ tag })}
        w={150}
        size="xs"
        data-search
      />
      <Switch
        size="xs"
        label="Subflows"
        checked={search.subflows !== "hide"}
        onChange={(event) => change({ subflows: event.currentTarget.checked ? undefined : "hide" })}
      />
      <SegmentedControl
        size="xs"
        aria-label="Time"
        data={timeSpanNames as TimeSpan[]}
        value={search.span ?? "24h"}
        onChange={(span) => change({ span })}
      />
    </Group>
  );
}
