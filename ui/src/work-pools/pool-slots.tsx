import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ListTable } from "../pieces/list-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { Panel } from "../pieces/panel.tsx";
import { apiQuery } from "../server/query.ts";
import { StateBadge } from "../states/state-badge.tsx";

/** Which runs hold the slots of a pool. */
export function PoolSlots({ pool }: { pool: string }) {
  const slots = useQuery({
    ...apiQuery("POST /work_pools/{name}/concurrency_status", { params: { name: pool }, body: {} }),
    refetchInterval: 5000,
  });
  const rows = (slots.data?.queues ?? []).flatMap(({ queue_name: queue, flow_runs: runs }) =>
    runs.map((run) => ({
      key: run.id,
      cells: [
        <Link key="run" to="/runs/flow-run/$id" params={{ id: run.id }}>
          {run.name}
        </Link>,
        queue,
        <StateBadge key="state" type={run.state_type} name={run.state_name} />,
        run.state_timestamp && <Moment key="since" at={run.state_timestamp} />,
      ],
    })),
  );
  const { active_slots: taken = 0, concurrency_limit: limit = null } = slots.data ?? {};
  return (
    <Panel title="Slots">
      <Text size="sm" c="dimmed">
        {limit === null ? `${taken} taken; there is no limit.` : `${taken} of ${limit} taken.`}
      </Text>
      {rows.length > 0 && <ListTable columns={["Held by", "Queue", "State", "Since"]} rows={rows} />}
    </Panel>
  );
}
