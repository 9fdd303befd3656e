import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { FlowRunDetails, ReusedCall } from "../../../src/schemas/run-details.ts";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery, livePollMs } from "../server/query.ts";

export interface WhyReusedProps extends Pick<FlowRunDetails, "reused"> {
  flowRunId: string;
  isLive: boolean;
}

const most = 200;

/** The calls that gave a stored result instead of running, and why: they had run in this run before, or are cached. */
export function WhyReused({ flowRunId, reused, isLive }: WhyReusedProps) {
  const cached = useQuery({
    ...apiQuery("POST /task_runs/filter", {
      body: { task_runs: { flow_run_id: { any_: [flowRunId] }, state: { name: { any_: ["Cached"] } } }, limit: most },
    }),
    refetchInterval: isLive && livePollMs,
  });
  const calls: ReusedCall[] = [
    ...reused,
    ...(cached.data ?? []).map(({ id, name, cache_key: key }) => ({
      task_run_id: id,
      name,
      reason: `a call before it had the same cache key, ${key ?? "which is not known"}`,
    })),
  ];
  return (
    <Panel title="Why reused">
      {calls.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was reused: every call of this run has run.
        </Text>
      )}
      <Stack gap={4}>
        {calls.map(({ task_run_id: id, name, reason }) => (
          <Text key={id} size="sm">
            <Link to="/runs/task-run/$id" params={{ id }}>
              {name}
            </Link>
            : {reason}
          </Text>
        ))}
        {calls.length >= most && (
          <Text size="sm" c="dimmed">
            These are the latest {most}.
          </Text>
        )}
      </Stack>
    </Panel>
  );
}
