import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { CommandToCopy } from "../../pieces/command-to-copy.tsx";
import { useRunActions } from "../../runs/use-run-actions.ts";
import { apiQuery } from "../../server/query.ts";

export interface RetryDialogProps {
  run: FlowRunResponse;
  isOpen: boolean;
  onClose: () => void;
}

/** Tells what a retry takes from before, and starts it, or says where it can be started. */
export function RetryDialog({ run, isOpen, onClose }: RetryDialogProps) {
  const { retry } = useRunActions();
  const counts = useQuery({
    ...apiQuery("POST /ui/task_runs/count", { body: { task_runs: { flow_run_id: { any_: [run.id] } } } }),
    enabled: isOpen,
  });
  const details = useQuery({
    ...apiQuery("GET /sluice/flow_runs/{id:uuid}", { params: { id: run.id } }),
    enabled: isOpen,
  });
  const completed = counts.data?.COMPLETED ?? 0;
  const others = Object.values(counts.data ?? {}).reduce((sum, count) => sum + count, 0) - completed;
  const obstacle = details.data?.notes.find((note) => note.includes("not resumable"));
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Retry ${run.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
      size="lg"
    >
      <Stack gap="sm">
        {counts.data && (
          <Text size="sm">
            The flow's body runs again. Of its calls, <strong>{completed.toLocaleString("en")}</strong> have completed
            and give their stored results where these were kept; <strong>{others.toLocaleString("en")}</strong> run
            again.
          </Text>
        )}
        {obstacle && (
          <Text size="sm" c="var(--state-failed)">
            {obstacle}
          </Text>
        )}
        {run.deployment_id === null ? (
          <>
            <Text size="sm">No deployment runs it, so that no worker has its code. Go on with it where it is:</Text>
            <CommandToCopy command={`sluice flow-run retry ${run.id}`} />
          </>
        ) : (
          <Group justify="flex-end">
            <Button loading={retry.isPending} onClick={() => retry.mutate([run.id], { onSuccess: onClose })}>
              Retry
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
