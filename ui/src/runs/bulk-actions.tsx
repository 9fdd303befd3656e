import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { UseMutationResult } from "@tanstack/react-query";
import { Ban, type LucideIcon, RotateCcw, Trash2 } from "lucide-react";
import { Confirm } from "../pieces/confirm.tsx";
import { useRunActions } from "./use-run-actions.ts";
import type { Selection } from "./use-selection.ts";

type Action = Pick<UseMutationResult<void, unknown, string[]>, "mutate" | "isPending">;

/** What can be done to all ticked runs at once. */
export function BulkActions({ selection }: { selection: Selection }) {
  const { cancel, retry, remove } = useRunActions();
  const [isDeleting, deletion] = useDisclosure(false);
  const ids = [...selection.ids];
  if (ids.length === 0) return null;
  const act = (action: Action) => action.mutate(ids, { onSuccess: selection.clear });
  const runs = ids.length === 1 ? "1 run" : `${ids.length} runs`;
  return (
    <Group gap="xs" role="toolbar" aria-label="Selected runs">
      <Text size="sm">{ids.length} selected</Text>
      <ActionButton name="Cancel" icon={Ban} isPending={cancel.isPending} onClick={() => act(cancel)} />
      <ActionButton name="Retry" icon={RotateCcw} isPending={retry.isPending} onClick={() => act(retry)} />
      <ActionButton name="Delete" icon={Trash2} isPending={remove.isPending} onClick={deletion.open} />
      <Button size="xs" variant="subtle" onClick={selection.clear}>
        Clear
      </Button>
      <Confirm
        isOpen={isDeleting}
        onClose={deletion.close}
        title={`Delete ${runs}?`}
        text="They go with their task runs, logs and states. This cannot be taken back."
        action={`Delete ${runs}`}
        onConfirm={() => act(remove)}
      />
    </Group>
  );
}

interface ActionButtonProps {
  name: string;
  icon: LucideIcon;
  isPending: boolean;
  onClick: () => void;
}

function ActionButton({ name, icon: Icon, isPending, onClick }: ActionButtonProps) {
  return (
    <Button size="xs" variant="default" leftSection={<Icon size={14} />} loading={isPending} onClick={onClick}>
      {name}
    </Button>
  );
}
