import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery } from "../server/query.ts";
import { RunLines } from "./run-lines.tsx";

/** What should have begun and has not, and why: nobody takes it. */
export function LateRuns() {
  const runs = useQuery({
    ...apiQuery("POST /flow_runs/filter", {
      body: { flow_runs: { state: { name: { any_: ["Late"] } } }, sort: "EXPECTED_START_TIME_ASC", limit: 6 },
    }),
    refetchInterval: 5000,
  });
  return (
    <Panel title="Late">
      {runs.isPending && <Skeleton height={40} />}
      {runs.data?.length === 0 && (
        <Text c="dimmed" size="sm">
          Every scheduled run began in time.
        </Text>
      )}
      {runs.data && runs.data.length > 0 && (
        <>
          <RunLines runs={runs.data} />
          <Text size="sm" c="dimmed" mt="xs">
            No worker or process that serves their deployment has taken them. Start one:{" "}
            <code>sluice worker start --pool …</code>
          </Text>
        </>
      )}
    </Panel>
  );
}
