import { Button, Modal, NativeSelect, NumberInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";

const types = ["process", "docker", "kubernetes"];

/** Makes a work pool. */
export function PoolDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [type, setType] = useState(types[0]!);
  const [limit, setLimit] = useState<number | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => call("POST /work_pools/", { body: { name, type, concurrency_limit: limit } }),
    onSuccess: async () => {
      await queries.invalidateQueries();
      await navigate({ to: "/work-pools/work-pool/$name", params: { name } });
    },
  });
  return (
    <Modal opened onClose={onClose} title="Add a work pool" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <TextInput
          label="Name"
          required
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="Type"
          description="By what its workers execute runs"
          data={types}
          value={type}
          onChange={(event) => setType(event.currentTarget.value)}
        />
        <NumberInput
          label="Concurrency limit"
          description="How many runs at once; empty: as many as there are"
          min={0}
          value={limit ?? ""}
          onChange={(value) => setLimit(typeof value === "number" ? value : null)}
        />
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
