import { Button, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { defaultStateName, type StateType } from "../../../../src/schemas/state.ts";
import { useRunActions } from "../../runs/use-run-actions.ts";

const settable: readonly StateType[] = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];

/** Says in what state a run is, over the head of the rules. */
export function SetStateDialog({ id, isOpen, onClose }: { id: string; isOpen: boolean; onClose: () => void }) {
  const { setState } = useRunActions();
  const [type, setType] = useState<StateType>("COMPLETED");
  const [message, setMessage] = useState("");
  return (
    <Modal opened={isOpen} onClose={onClose} title="Set state" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The rules are not asked. A process that still works on the run is not stopped by this; cancel it instead.
        </Text>
        <NativeSelect
          label="State"
          data={settable.map((value) => ({ value, label: defaultStateName(value) }))}
          value={type}
          onChange={(event) => setType(event.currentTarget.value as StateType)}
        />
        <TextInput
          label="Why"
          placeholder="What others should know"
          value={message}
          onChange={(event) => setMessage(event.currentTarget.value)}
        />
        <Button
          loading={setState.isPending}
          onClick={() => setState.mutate({ id, type, message: message || "Set in the UI." }, { onSuccess: onClose })}
        >
          Set state
        </Button>
      </Stack>
    </Modal>
  );
}
