import { Button, Modal, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";

/** Makes a limit. */
export function LimitDialog({ kind, onClose }: { kind: "global" | "tag"; onClose: () => void }) {
  const [name, setName] = useState("");
  const [limit, setLimit] = useState(1);
  const [decay, setDecay] = useState(0);
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: async () => {
      if (kind === "tag") await call("POST /concurrency_limits/", { body: { tag: name, concurrency_limit: limit } });
      else await call("POST /v2/concurrency_limits/", { body: { name, limit, slot_decay_per_second: decay } });
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={kind === "tag" ? "Add a tag limit" : "Add a global limit"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <TextInput
          label={kind === "tag" ? "Tag" : "Name"}
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NumberInput
          label="Slots"
          min={kind === "tag" ? 1 : 0}
          value={limit}
          onChange={(value) => setLimit(Number(value) || 0)}
        />
        {kind === "global" && (
          <NumberInput
            label="Slots that come back each second"
            description="0: when they are given back; more makes it a rate"
            min={0}
            value={decay}
            onChange={(value) => setDecay(Number(value) || 0)}
          />
        )}
        {create.error && (
          <Text size="sm" c="var(--state-failed)" role="alert">
            {reasonOf(create.error)}
          </Text>
        )}
        <Button disabled={name === ""} loading={create.isPending} onClick={() => create.mutate()}>
          Add
        </Button>
      </Stack>
    </Modal>
  );
}
