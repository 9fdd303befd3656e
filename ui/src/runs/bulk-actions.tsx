import { Button, Group, Text } from "@mantine/core";
import { Ban, RotateCcw, Trash2 } from "lucide-react";
import { useRunActions } from "./use-run-actions.ts";
import type { Selection } from "./use-selection.ts";

/** What can be done to all ticked runs at once. */
export function BulkActions({ selection }: { selection: Selection }) {
  const { cancel, retry, remove } = useRunActions();
  const ids = [...selection.ids];
  if (ids.length === 0) return null;
  const act = (action: { mutate: (ids: string[], options: { onSuccess: () => void }) => void }) =>
    action.mutate(ids, { onSuccess: selection.clear });
  return (
    <Group gap="xs" role="toolbar" aria-label="Selected runs">
      <Text size="sm">{ids.length} selected</Text>
      <Button
        size="xs"
        variant="default"
        leftSection={<Ban size={14} />}
        loading={cancel.isPending}
        onClick={() => act(cancel)}
      >
        Cancel
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<RotateCcw size={14} />}
        loading={retry.isPending}
        onClick={() => act(retry)}
      >
        Retry
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<Trash2 size={14} />}
        loading={remove.isPending}
        onClick={() => act(remove)}
      >
        Delete
      </Button>
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        Clear
      </Button>
    </Group>
  );
}
