import { Skeleton, Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { isTerminal } from "../../../src/schemas/state.ts";
import { Failure } from "../pieces/failure.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";
import { FlowRunHeader } from "./flow-run-header.tsx";
import { FlowRunTabs } from "./flow-run-tabs.tsx";
import { Timeline } from "./timeline/timeline.tsx";
import { WhyWaiting } from "./why-waiting.tsx";

const route = getRouteApi("/runs/flow-run/$id");

export function FlowRunPage() {
  const { id } = route.useParams();
  const query = useQuery({
    ...apiQuery("GET /flow_runs/{id:uuid}", { params: { id } }),
    refetchInterval: ({ state }) =>
      state.data?.state_type && isTerminal(state.data.state_type) ? false : livePollMs / 2,
  });
  const run = query.data;
  if (query.error && !run) return <Failure error={query.error} onRetry={() => void query.refetch()} />;
  if (!run) return <Skeleton height={300} radius="md" />;
  const isLive = run.state_type !== null && !isTerminal(run.state_type);
  return (
    <Stack gap="md">
      <FlowRunHeader run={run} />
      <WhyWaiting run={run} isLive={isLive} />
      <Timeline key={id} flowRunId={id} isLive={isLive} end={run.end_time} />
      <FlowRunTabs run={run} isLive={isLive} />
    </Stack>
  );
}
