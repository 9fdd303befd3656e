import { ActionIcon, Button, Group, Skeleton, Text, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, RotateCcw, Trash2 } from "lucide-react";
import { Failure } from "../pieces/failure.tsx";
import { ListTable } from "../pieces/list-table.tsx";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { apiQuery } from "../server/query.ts";
import { LimitDialog } from "./limit-dialog.tsx";

const shownHolders = 5;

/** Limits of task runs by their tags, and which task runs hold them. */
export function TagLimits() {
  const [isAdding, adding] = useDisclosure(false);
  const queries = useQueryClient();
  const limits = useQuery({ ...apiQuery("POST /concurrency_limits/filter", { body: {} }), refetchInterval: 2000 });
  const settled = { onSettled: () => queries.invalidateQueries() };
  const reset = useMutation({
    mutationFn: (tag: string) => call("POST /concurrency_limits/tag/{tag}/reset", { params: { tag }, body: {} }),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (tag: string) => call("DELETE /concurrency_limits/tag/{tag}", { params: { tag } }),
    ...settled,
  });
  const rows = (limits.data ?? []).map(({ id, tag, concurrency_limit: limit, active_slots: holders }) => ({
    key: id,
    cells: [
      tag,
      `${holders.length} of ${limit}`,
      <Holders key="holders" ids={holders} />,
      <Group key="actions" gap={2} wrap="nowrap">
        <Tooltip label="Free its slots">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Free the slots of ${tag}`}
            onClick={() => reset.mutate(tag)}
          >
            <RotateCcw size={15} />
          </ActionIcon>
        </Tooltip>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`Delete the limit of ${tag}`}
          onClick={() => remove.mutate(tag)}
        >
          <Trash2 size={15} />
        </ActionIcon>
      </Group>,
    ],
  }));
  return (
    <Panel
      title="Task-run limits"
      actions={
        <Button size="xs" variant="default" leftSection={<Plus size={14} />} onClick={adding.open}>
          Add a tag limit
        </Button>
      }
    >
      {limits.error && <Failure error={limits.error} onRetry={() => void limits.refetch()} />}
      {limits.isPending && <Skeleton height={60} />}
      {limits.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          No tag has a limit.
        </Text>
      )}
      {rows.length > 0 && <ListTable columns={["Tag", "Slots taken", "Held by", "Actions"]} rows={rows} />}
      {isAdding && <LimitDialog kind="tag" onClose={adding.close} />}
    </Panel>
  );
}

function Holders({ ids }: { ids: readonly string[] }) {
  return (
    <Text size="sm">
      {ids.slice(0, shownHolders).map((id, at) => (
        <span key={id}>
          {at > 0 && ", "}
          <Link to="/runs/task-run/$id" params={{ id }}>
            {id.slice(-8)}
          </Link>
        </span>
      ))}
      {ids.length > shownHolders && ` and ${ids.length - shownHolders} more`}
    </Text>
  );
}
