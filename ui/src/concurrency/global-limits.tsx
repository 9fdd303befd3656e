import { ActionIcon, Button, Progress, Skeleton, Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Gauge, Plus, Trash2 } from "lucide-react";
import { EmptyState } from "../pieces/empty-state.tsx";
import { Failure } from "../pieces/failure.tsx";
import { ListTable } from "../pieces/list-table.tsx";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { LimitHolders } from "./limit-holders.tsx";
import { LimitDialog } from "./limit-dialog.tsx";

/** Limits by name, which code takes slots of. */
export function GlobalLimits() {
  const [isAdding, adding] = useDisclosure(false);
  const queries = useQueryClient();
  const limits = useQuery({ ...apiQuery("POST /v2/concurrency_limits/filter", { body: {} }), refetchInterval: 2000 });
  const settled = { onSettled: () => queries.invalidateQueries() };
  const change = useMutation({
    mutationFn: ({ id, active }: { id: string; active: boolean }) =>
      call("PATCH /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: id }, body: { active } }),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (id: string) => call("DELETE /v2/concurrency_limits/{id_or_name}", { params: { id_or_name: id } }),
    ...settled,
  });
  const named = limits.data?.filter(({ name }) => !name.startsWith("tag:")); // those of tags are listed as such
  const rows = (named ?? []).map(({ id, name, limit, active, active_slots: taken, slot_decay_per_second: decay }) => ({
    key: id,
    cells: [
      name,
      <div key="slots">
        {taken} of {limit}
        <Progress value={limit === 0 ? 0 : (100 * taken) / limit} size="sm" aria-label={`Slots of ${name} taken`} />
      </div>,
      <LimitHolders key="holders" id={id} />,
      decay > 0 ? `${decay} a second` : "when they are given back",
      <Switch
        key="active"
        aria-label={`${name} is on`}
        checked={active}
        onChange={(event) => change.mutate({ id, active: event.currentTarget.checked })}
      />,
      <ActionIcon
        key="delete"
        variant="subtle"
        color="gray"
        aria-label={`Delete ${name}`}
        onClick={() => remove.mutate(id)}
      >
        <Trash2 size={15} />
      </ActionIcon>,
    ],
  }));
  return (
    <Panel
      title="Global limits"
      actions={
        <Button size="xs" leftSection={<Plus size={14} />} onClick={adding.open}>
          Add a global limit
        </Button>
      }
    >
      {limits.error && <Failure error={limits.error} onRetry={() => void limits.refetch()} />}
      {limits.isPending && <Skeleton height={80} />}
      {named?.length === 0 && (
        <EmptyState
          icon={Gauge}
          title="There is no global limit"
          command={'await concurrency("database", { occupy: 1 }, async () => …)'}
        >
          Code that names a limit takes a slot of it, or waits for one.
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ListTable columns={["Name", "Slots taken", "Held by", "Slots come back", "On", "Actions"]} rows={rows} />
      )}
      {isAdding && <LimitDialog kind="global" onClose={adding.close} />}
    </Panel>
  );
}
