import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ListTable } from "../pieces/list-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { Panel } from "../pieces/panel.tsx";
import { StatusText } from "../pieces/status-text.tsx";
import { apiQuery } from "../server/query.ts";

/** The workers that poll a pool. */
export function PoolWorkers({ pool }: { pool: string }) {
  const workers = useQuery({
    ...apiQuery("POST /work_pools/{work_pool_name}/workers/filter", { params: { work_pool_name: pool }, body: {} }),
    refetchInterval: 5000,
  });
  const rows = workers.data?.map(({ id, name, status, last_heartbeat_time: seen }) => ({
    key: id,
    cells: [
      name,
      status === "ONLINE" ? (
        <StatusText key="status" look="good">
          Online
        </StatusText>
      ) : (
        <StatusText key="status" look="bad">
          Offline
        </StatusText>
      ),
      seen && <Moment key="seen" at={seen} />,
    ],
  }));
  return (
    <Panel title="Workers">
      {rows?.length === 0 && (
        <Text size="sm" c="dimmed">
          There is no worker.
        </Text>
      )}
      {rows && rows.length > 0 && <ListTable columns={["Worker", "Status", "Last seen"]} rows={rows} />}
    </Panel>
  );
}
