import { Group, Skeleton, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isTerminal } from "../../../src/schemas/state.ts";
import type { UITaskRun } from "../../../src/schemas/ui.ts";
import { ArtifactList } from "../artifacts/artifact-list.tsx";
import { RetryFromButton } from "../flow-run/actions/retry-from-button.tsx";
import { flowRunSearch, type SearchChange } from "../flow-run/flow-run-search.ts";
import { LogsTab } from "../flow-run/logs/logs-tab.tsx";
import { Failure } from "../pieces/failure.tsx";
import { Moment } from "../pieces/moment.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { RunDuration } from "../pieces/run-duration.tsx";
import { Tags } from "../pieces/tags.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { StateBadge } from "../states/state-badge.tsx";
import { TaskRunDetailsTab } from "./task-run-details-tab.tsx";
import { TaskInputsTab } from "./task-inputs-tab.tsx";
import classes from "./task-run-page.module.css";

const route = getRouteApi("/runs/task-run/$id");

type Tab = "details" | "logs" | "parameters" | "artifacts";

export function TaskRunPage() {
  const { id } = route.useParams();
  const query = useQuery({
    ...apiQuery("GET /ui/task_runs/{id:uuid}", { params: { id } }),
    refetchInterval: ({ state }) =>
      state.data?.state_type && isTerminal(state.data.state_type) ? false : livePollMs / 2,
  });
  const run = query.data;
  if (query.error && !run) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!run) return <Skeleton height={300} radius="md" />;
  return (
    <Stack gap="md">
      <TaskRunHeader run={run} />
      <TaskRunTabs run={run} />
    </Stack>
  );
}

function TaskRunHeader({ run }: { run: UITaskRun }) {
  return (
    <PageHeader
      title={run.name}
      trail={
        <>
          <Link to="/runs" search={{ tab: "task-runs" }}>
            Runs
          </Link>
          {run.flow_run_id && (
            <>
              {" "}
              /{" "}
              <Link to="/runs/flow-run/$id" params={{ id: run.flow_run_id }}>
                {run.flow_run_name}
              </Link>
            </>
          )}
        </>
      }
      beside={<StateBadge type={run.state_type} name={run.state_name} size="large" />}
      actions={run.flow_run_id && <RetryFromTask flowRunId={run.flow_run_id} taskRun={run} />}
    >
      <Group gap="lg" className={classes.facts} mt={4}>
        {run.start_time && (
          <span>
            Began <Moment at={run.start_time} />
          </span>
        )}
        <span>
          Ran <RunDuration run={run} />
        </span>
        {run.run_count > 1 && <span>Attempt {run.run_count}</span>}
        {run.state?.state_details.child_flow_run_id && (
          <Link to="/runs/flow-run/$id" params={{ id: run.state.state_details.child_flow_run_id }}>
            The flow run that it stands for
          </Link>
        )}
        <Tags tags={run.tags} />
      </Group>
      {run.state?.message && <p className={classes.message}>{run.state.message}</p>}
    </PageHeader>
  );
}

/** Retries the flow run of the task run, once that has ended. */
function RetryFromTask({ flowRunId, taskRun }: { flowRunId: string; taskRun: UITaskRun }) {
  const flowRun = useQuery({
    ...apiQuery("GET /flow_runs/{id:uuid}", { params: { id: flowRunId } }),
    refetchInterval: ({ state }) => (state.data?.state_type && isTerminal(state.data.state_type) ? false : livePollMs),
  });
  return flowRun.data && <RetryFromButton run={flowRun.data} from={taskRun} />;
}

const names: Record<Tab, string> = { details: "Details", logs: "Logs", parameters: "Inputs", artifacts: "Artifacts" };

function TaskRunTabs({ run }: { run: UITaskRun }) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const isLive = run.state_type !== null && !isTerminal(run.state_type);
  const change = (fields: SearchChange) =>
    void navigate({ search: (before) => flowRunSearch({ ...before, ...fields }), replace: true, resetScroll: false });
  const tab: Tab =
    search.tab === "logs" || search.tab === "parameters" || search.tab === "artifacts" ? search.tab : "details";
  const content: Record<Tab, () => ReactNode> = {
    details: () => <TaskRunDetailsTab run={run} isLive={isLive} />,
    logs: () => <LogsTab of={{ taskRunId: run.id }} isLive={isLive} search={search} onChange={change} />,
    parameters: () => <TaskInputsTab run={run} />,
    artifacts: () => <ArtifactList filters={{ task_runs: { id: { any_: [run.id] } } }} isLive={isLive} />,
  };
  return (
    <Tabs value={tab} onChange={(value) => change({ tab: value ?? undefined })} keepMounted={false}>
      <Tabs.List mb="sm">
        {(Object.keys(names) as Tab[]).map((name) => (
          <Tabs.Tab key={name} value={name}>
            {names[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={tab}>{content[tab]()}</Tabs.Panel>
    </Tabs>
  );
}
