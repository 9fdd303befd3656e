import { Button, Skeleton, Stack, Switch, Tabs } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import { MarkdownLazily } from "../artifacts/markdown-lazily.tsx";
import { Failure } from "../pieces/failure.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Tags } from "../pieces/tags.tsx";
import { FlowRunList } from "../runs/flow-run-list.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { DeploymentFacts } from "./deployment-facts.tsx";
import { type DeploymentSearch, deploymentSearch } from "./deployment-search.ts";
import { Schedules } from "./schedules.tsx";
import { Versions } from "./versions.tsx";

const route = getRouteApi("/deployments/deployment/$id");

type Tab = NonNullable<DeploymentSearch["tab"]>;

const names: Record<Tab, string> = {
  runs: "Runs",
  upcoming: "Upcoming",
  parameters: "Parameters",
  configuration: "Configuration",
  versions: "Versions",
  description: "Description",
};

export function DeploymentPage() {
  const { id } = route.useParams();
  const deployment = useQuery({ ...apiQuery("GET /deployments/{id:uuid}", { params: { id } }), refetchInterval: 5000 });
  if (deployment.error && !deployment.data)
    return <Failure error={deployment.error} onRetry={() => void deployment.refetch()} />;
  if (!deployment.data) return <Skeleton height={260} />;
  return (
    <Stack>
      <DeploymentHeader deployment={deployment.data} />
      <Schedules deployment={deployment.data} />
      <DeploymentTabs deployment={deployment.data} />
    </Stack>
  );
}

function DeploymentHeader({ deployment: { id, name, flow_id, paused, tags } }: { deployment: DeploymentResponse }) {
  const flow = useQuery({ ...apiQuery("GET /flows/{id:uuid}", { params: { id: flow_id } }), staleTime: 60_000 });
  const queries = useQueryClient();
  const pause = useMutation({
    mutationFn: (isPaused: boolean) =>
      call(
        isPaused ? "POST /deployments/{id:uuid}/pause_deployment" : "POST /deployments/{id:uuid}/resume_deployment",
        { params: { id } },
      ),
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <PageHeader
      title={name}
      trail={
        <>
          <Link to="/deployments">Deployments</Link> /{" "}
          <Link to="/flows/flow/$id" params={{ id: flow_id }}>
            {flow.data?.name ?? "…"}
          </Link>
        </>
      }
      beside={<Tags tags={tags} />}
      actions={
        <>
          <Switch
            label="Schedules run"
            checked={!paused}
            disabled={pause.isPending}
            onChange={(event) => pause.mutate(!event.currentTarget.checked)}
          />
          <Link to="/deployments/deployment/$id/run" params={{ id }}>
            <Button component="span" leftSection={<Play size={15} />}>
              Run…
            </Button>
          </Link>
        </>
      }
    />
  );
}

function DeploymentTabs({ deployment }: { deployment: DeploymentResponse }) {
  const { tab = "runs" } = route.useSearch();
  const navigate = route.useNavigate();
  const ofDeployment = { deployments: { id: { any_: [deployment.id] } } };
  const content: Record<Tab, () => ReactNode> = {
    runs: () => (
      <FlowRunList
        filters={{ ...ofDeployment, flow_runs: { state: { type: { not_any_: ["SCHEDULED"] } } } }}
        empty={{ title: "It has not run yet" }}
      />
    ),
    upcoming: () => (
      <FlowRunList
        filters={{ ...ofDeployment, flow_runs: { state: { type: { any_: ["SCHEDULED"] } } } }}
        sort="START_TIME_ASC"
        empty={{ title: "No run is scheduled" }}
      />
    ),
    parameters: () => <JsonText value={deployment.parameters} label="Parameters" />,
    configuration: () => <DeploymentFacts deployment={deployment} />,
    versions: () => <Versions deploymentId={deployment.id} />,
    description: () => <MarkdownLazily text={deployment.description ?? "It has no description."} />,
  };
  return (
    <Tabs
      value={tab}
      onChange={(value) =>
        void navigate({ search: deploymentSearch({ tab: value }), replace: true, resetScroll: false })
      }
      keepMounted={false}
    >
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
