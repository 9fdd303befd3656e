import { Skeleton, Stack, Tabs } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import type { FlowRunResponse } from "../../../src/schemas/flow-run.ts";
import { JsonText } from "../pieces/json-text.tsx";
import { ResultPanel } from "../results/result-panel.tsx";
import { FlowRunList } from "../runs/flow-run-list.tsx";
import { TaskRunList } from "../runs/task-run-list.tsx";
import { ArtifactList } from "../artifacts/artifact-list.tsx";
import { RetryFromButton } from "./actions/retry-from-button.tsx";
import { FlowRunDetailsTab } from "./flow-run-details-tab.tsx";
import { type FlowRunSearch, flowRunSearch, type SearchChange } from "./flow-run-search.ts";
import { HistoryTab } from "./history-tab.tsx";
import { LogsTab } from "./logs/logs-tab.tsx";
import classes from "./flow-run-tabs.module.css";

const route = getRouteApi("/runs/flow-run/$id");
const GraphTab = lazy(() => import("./graph/graph-tab.tsx").then(({ GraphTab }) => ({ default: GraphTab })));
const CompareTab = lazy(() => import("./compare/compare-tab.tsx").then(({ CompareTab }) => ({ default: CompareTab })));

type Tab = NonNullable<FlowRunSearch["tab"]>;

const names: Record<Tab, string> = {
  logs: "Logs",
  "task-runs": "Task runs",
  "subflow-runs": "Subflow runs",
  graph: "Graph",
  artifacts: "Artifacts",
  parameters: "Parameters and result",
  history: "Attempts and reuse",
  details: "Details",
  compare: "Compare",
};

export function FlowRunTabs({ run, isLive }: { run: FlowRunResponse; isLive: boolean }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { tab = "logs" } = search;
  const change = (fields: SearchChange) =>
    void navigate({ search: (before) => flowRunSearch({ ...before, ...fields }), replace: true, resetScroll: false });
  const content: Record<Tab, () => ReactNode> = {
    logs: () => <LogsTab of={{ flowRunId: run.id }} isLive={isLive} search={search} onChange={change} />,
    "task-runs": () => (
      <TaskRunList
        filters={{ task_runs: { flow_run_id: { any_: [run.id] } } }}
        action={(from) => <RetryFromButton run={run} from={from} />}
      />
    ),
    "subflow-runs": () => (
      <FlowRunList
        filters={{ flow_runs: { parent_flow_run_id: { any_: [run.id] } } }}
        empty={{ title: "It has called no other flow" }}
      />
    ),
    graph: () => <GraphTab run={run} isLive={isLive} />,
    artifacts: () => <ArtifactList filters={{ flow_runs: { id: { any_: [run.id] } } }} isLive={isLive} />,
    parameters: () => (
      <Stack>
        <JsonText value={run.parameters} label="Parameters" />
        <ResultPanel kind="flow_runs" id={run.id} stateId={run.state_id} />
      </Stack>
    ),
    history: () => <HistoryTab run={run} isLive={isLive} />,
    details: () => <FlowRunDetailsTab run={run} />,
    compare: () => <CompareTab run={run} other={search.with} onPick={(id) => change({ with: id })} />,
  };
  return (
    <Tabs
      value={tab}
      onChange={(value) =>
        void navigate({ search: value === "logs" ? {} : { tab: value as Tab }, replace: true, resetScroll: false })
      }
      keepMounted={false}
    >
      <Tabs.List mb="sm" className={classes.list}>
        {(Object.keys(names) as Tab[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {names[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab}>
        <Suspense fallback={<Skeleton height={300} />}>{content[tab]()}</Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}
