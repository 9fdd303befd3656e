import { Group, Skeleton, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Failure } from "../pieces/failure.tsx";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery } from "../server/query.ts";
import { PoolStatus } from "../work-pools/pool-status.tsx";

/** Whether each work pool has workers. */
export function WorkPoolHealth() {
  const pools = useQuery({ ...apiQuery("POST /work_pools/filter", { body: {} }), refetchInterval: 5000 });
  return (
    <Panel title="Work pools">
      {pools.isPending && <Skeleton height={24} />}
      {pools.error && <Failure error={pools.error} />}
      {pools.data?.length === 0 && (
        <Text c="dimmed" size="sm">
          There is no work pool.
        </Text>
      )}
      <Stack gap={6}>
        {pools.data?.map((pool) => (
          <Group key={pool.id} justify="space-between">
            <Link to="/work-pools/work-pool/$name" params={{ name: pool.name }}>
              {pool.name}
            </Link>
            <PoolStatus status={pool.status} />
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
