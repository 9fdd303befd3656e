import { ActionIcon, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { Ban, Copy, Ellipsis, Pause, Play, RotateCcw, Settings2, Trash2 } from "lucide-react";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { isTerminal } from "../../../../src/schemas/state.ts";
import { useRunActions } from "../../runs/use-run-actions.ts";
import { Confirm } from "../../pieces/confirm.tsx";
import { RetryDialog } from "./retry-dialog.tsx";
import { ResumeDialog } from "./resume-dialog.tsx";
import { SetStateDialog } from "./set-state-dialog.tsx";

/** What can be done to a flow run in the state that it is in. */
export function FlowRunActions({ run }: { run: FlowRunResponse }) {
  const actions = useRunActions();
  const navigate = useNavigate();
  const [isRetrying, retry] = useDisclosure(false);
  const [isResuming, resume] = useDisclosure(false);
  const [isSetting, set] = useDisclosure(false);
  const [isDeleting, remove] = useDisclosure(false);
  const type = run.state_type;
  const hasEnded = type === null || isTerminal(type);
  return (
    <>
      {type === "PAUSED" && (
        <Button size="xs" leftSection={<Play size={14} />} onClick={resume.open}>
          Resume
        </Button>
      )}
      {type === "RUNNING" && run.deployment_id !== null && (
        <Button
          size="xs"
          variant="default"
          leftSection={<Pause size={14} />}
          loading={actions.pause.isPending}
          onClick={() => actions.pause.mutate([run.id])}
        >
          Pause
        </Button>
      )}
      {hasEnded ? (
        <Button size="xs" variant="default" leftSection={<RotateCcw size={14} />} onClick={retry.open}>
          Retry
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          leftSection={<Ban size={14} />}
          loading={actions.cancel.isPending}
          disabled={type === "CANCELLING"}
          onClick={() => actions.cancel.mutate([run.id])}
        >
          Cancel
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label="More actions">
            <Ellipsis size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Copy size={14} />} onClick={() => void navigator.clipboard.writeText(run.id)}>
            Copy the id
          </Menu.Item>
          <Menu.Item leftSection={<Settings2 size={14} />} onClick={set.open}>
            Set state…
          </Menu.Item>
          <Menu.Item leftSection={<Trash2 size={14} />} onClick={remove.open}>
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RetryDialog run={run} isOpen={isRetrying} onClose={retry.close} />
      <ResumeDialog run={run} isOpen={isResuming} onClose={resume.close} />
      <SetStateDialog id={run.id} isOpen={isSetting} onClose={set.close} />
      <Confirm
        isOpen={isDeleting}
        onClose={remove.close}
        title={`Delete ${run.name}?`}
        text="The run goes with its task runs, logs and states. Artifacts and results stay. This cannot be taken back."
        action="Delete"
        onConfirm={() => actions.remove.mutate([run.id], { onSuccess: () => void navigate({ to: "/runs" }) })}
      />
    </>
  );
}
