import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { RotateCcw } from "lucide-react";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { isTerminal } from "../../../../src/schemas/state.ts";
import { RetryDialog } from "./retry-dialog.tsx";

export interface RetryFromButtonProps {
  run: FlowRunResponse;
  /** The task run that the retry begins with. */
  from: { id: string; name: string };
}

/** Retries an ended flow run from one task run on. */
export function RetryFromButton({ run, from }: RetryFromButtonProps) {
  const [isOpen, dialog] = useDisclosure(false);
  if (run.state_type === null || !isTerminal(run.state_type)) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<RotateCcw size={14} />}
        aria-label={`Retry from here: ${from.name}`}
        onClick={dialog.open}
      >
        Retry from here
      </Button>
      <RetryDialog run={run} from={from.id} isOpen={isOpen} onClose={dialog.close} />
    </>
  );
}
