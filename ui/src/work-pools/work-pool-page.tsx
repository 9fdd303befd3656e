import { Skeleton, Stack, Switch, Text, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { CommandToCopy } from "../pieces/command-to-copy.tsx";
import { Failure } from "../pieces/failure.tsx";
import { JsonText } from "../pieces/json-text.tsx";
import { PageHeader } from "../pieces/page-header.tsx";
import { Panel } from "../pieces/panel.tsx";
import { FlowRunList } from "../runs/flow-run-list.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { PoolQueues } from "./pool-queues.tsx";
import { PoolSlots } from "./pool-slots.tsx";
import { PoolStatus } from "./pool-status.tsx";
import { PoolWorkers } from "./pool-workers.tsx";

const route = getRouteApi("/work-pools/work-pool/$name");

export function WorkPoolPage() {
  const { name } = route.useParams();
  const queries = useQueryClient();
  const pool = useQuery({ ...apiQuery("GET /work_pools/{name}", { params: { name } }), refetchInterval: 5000 });
  const pause = useMutation({
    mutationFn: (isPaused: boolean) =>
      call("PATCH /work_pools/{name}", { params: { name }, body: { is_paused: isPaused } }),
    onSettled: () => queries.invalidateQueries(),
  });
  if (pool.error && !pool.data) return <Failure error={pool.error} onRetry={() => void pool.refetch()} />;
  if (!pool.data) return <Skeleton height={260} />;
  const { status, type, description, is_paused: isPaused, base_job_template: template } = pool.data;
  return (
    <Stack>
      <PageHeader
        title={name}
        trail={<Link to="/work-pools">Work pools</Link>}
        beside={<PoolStatus status={status} />}
        actions={
          <Switch
            label="Hands out runs"
            checked={!isPaused}
            disabled={pause.isPending}
            onChange={(event) => pause.mutate(!event.currentTarget.checked)}
          />
        }
      >
        <Text size="sm" c="dimmed">
          {type}
          {description && ` · ${description}`}
        </Text>
      </PageHeader>
      {status === "NOT_READY" && (
        <Panel title="No worker polls this pool">
          <CommandToCopy command={`sluice worker start --pool ${name}`} />
        </Panel>
      )}
      <PoolWorkers pool={name} />
      <PoolQueues pool={name} />
      <PoolSlots pool={name} />
      <Panel title="Base job template">
        <JsonText value={template} label="Base job template" />
      </Panel>
      <Title order={2}>Runs</Title>
      <FlowRunList
        filters={{ work_pools: { name: { any_: [name] } } }}
        empty={{ title: "No run has gone through this pool" }}
      />
    </Stack>
  );
}
