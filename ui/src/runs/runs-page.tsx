import { Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { PageHeader } from "../pieces/page-header.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { FlowRunList } from "./flow-run-list.tsx";
import { RunHistory } from "./run-history.tsx";
import { flowRunFilters, taskRunFilters } from "./runs-filter.ts";
import { RunsFilterBar } from "./runs-filter-bar.tsx";
import { RunCount } from "./run-count.tsx";
import { runsSearch } from "./runs-search.ts";
import classes from "./runs-page.module.css";
import { TaskRunList } from "./task-run-list.tsx";
import { useSelection } from "./use-selection.ts";

const route = getRouteApi("/runs");

export function RunsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const selection = useSelection();
  const { tab = "flow-runs" } = search;
  return (
    <>
      <PageHeader title="Runs" />
      <Tabs
        value={tab}
        onChange={(value) =>
          void navigate({
            search: (before) =>
              runsSearch({ ...before, tab: value === "task-runs" ? value : undefined, sort: undefined }),
          })
        }
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          <Tabs.Tab value="flow-runs">Flow runs</Tabs.Tab>
          <Tabs.Tab value="task-runs">Task runs</Tabs.Tab>
        </Tabs.List>
        <RunsFilterBar />
        <RunHistory kind={tab} search={search} />
        <div className={classes.above}>
          <RunCount kind={tab} search={search} />
          {tab === "flow-runs" && <BulkActions selection={selection} />}
        </div>
        <Tabs.Panel value="flow-runs">
          <FlowRunList
            filters={flowRunFilters(search)}
            sort={search.sort ?? "START_TIME_DESC"}
            selection={selection}
            empty={
              isUnfiltered(search)
                ? { title: "Nothing has run in the last 7 days", command: "node flow.ts" }
                : { title: "No flow run fits these filters" }
            }
          />
        </Tabs.Panel>
        <Tabs.Panel value="task-runs">
          <TaskRunList filters={taskRunFilters(search)} sort={taskRunSort(search.sort)} hasFlowRuns />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function isUnfiltered(search: object): boolean {
  return Object.keys(search).length === 0;
}

function taskRunSort(sort: string | undefined) {
  if (sort === "START_TIME_ASC") return "EXPECTED_START_TIME_ASC";
  if (sort === "NAME_ASC" || sort === "NAME_DESC" || sort === "END_TIME_DESC") return sort;
  return "EXPECTED_START_TIME_DESC";
}
