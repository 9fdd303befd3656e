import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ListTable } from "../pieces/list-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { PoolStatus } from "./pool-status.tsx";

/** The queues of a pool, the most urgent first. */
export function PoolQueues({ pool }: { pool: string }) {
  const queries = useQueryClient();
  const queues = useQuery({
    ...apiQuery("POST /work_pools/{work_pool_name}/queues/filter", { params: { work_pool_name: pool }, body: {} }),
    refetchInterval: 5000,
  });
  const pause = useMutation({
    mutationFn: ({ name, isPaused }: { name: string; isPaused: boolean }) =>
      call("PATCH /work_pools/{work_pool_name}/queues/{name}", {
        params: { work_pool_name: pool, name },
        body: { is_paused: isPaused },
      }),
    onSettled: () => queries.invalidateQueries(),
  });
  const rows = (queues.data ?? []).map((queue) => ({
    key: queue.id,
    cells: [
      queue.name,
      <PoolStatus key="status" status={queue.status} />,
      queue.priority,
      queue.concurrency_limit ?? "none",
      queue.last_polled && <Moment key="polled" at={queue.last_polled} />,
      <Switch
        key="pause"
        aria-label={`Queue ${queue.name} hands out runs`}
        checked={!queue.is_paused}
        onChange={(event) => pause.mutate({ name: queue.name, isPaused: !event.currentTarget.checked })}
      />,
    ],
  }));
  return (
    <Panel title="Queues">
      <ListTable columns={["Queue", "Status", "Priority", "Limit", "Last polled", "Hands out runs"]} rows={rows} />
    </Panel>
  );
}
