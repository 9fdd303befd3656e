import { Modal } from "@mantine/core";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { RetryForm } from "./retry-form.tsx";

export interface RetryDialogProps {
  run: FlowRunResponse;
  /** The task run that the retry begins with, where one was pointed at. */
  from?: string;
  isOpen: boolean;
  onClose: () => void;
}

/** Tells what a retry takes from before, and starts it, or says where it can be started. */
export function RetryDialog({ run, from, isOpen, onClose }: RetryDialogProps) {
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Retry ${run.name}`}
      closeButtonProps={{ "aria-label": "Close" }}
      size="lg"
    >
      <RetryForm run={run} from={from ?? null} onDone={onClose} />
    </Modal>
  );
}
