import { Button, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Role, roles } from "../../../src/schemas/roles.ts";
import { call } from "../server/api.ts";
import { hasCredentials, keepCredentials } from "../server/credentials.ts";
import { reasonOf } from "../server/server-error.ts";
import { ShownKey } from "./shown-key.tsx";

const lifetimes = [
  { value: "", label: "Never" },
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
];

export interface NewKeyDialogProps {
  /** The first one is an administrator's, or nobody could make a second. */
  isFirst: boolean;
  onClose: () => void;
}

/** Makes a key, and shows it this once. */
export function NewKeyDialog({ isFirst, onClose }: NewKeyDialogProps) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>(isFirst ? "admin" : "viewer");
  const [days, setDays] = useState("");
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: () => call("POST /sluice/api_keys", { body: { name, role, expires: endAfter(days) } }),
    onSuccess: async ({ key }) => {
      // The first key closes the server, also to this page.
      if (isFirst && !hasCredentials()) keepCredentials(key);
      await queries.invalidateQueries({ queryKey: ["GET /sluice/api_keys"] });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnClickOutside={create.data === undefined}
      title={create.data ? `The key ${create.data.name}` : "Create a key"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {create.data ? (
        <ShownKey apiKey={create.data.key} onClose={onClose} />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="sm">
            <TextInput
              label="Name"
              description="Whose it is: the audit log tells it"
              required
              data-autofocus
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Select
              label="Role"
              description={isFirst ? "The first key is an administrator's" : undefined}
              data={roles}
              value={role}
              disabled={isFirst}
              allowDeselect={false}
              onChange={(value) => setRole(value ?? "viewer")}
            />
            <Select
              label="Ends"
              data={lifetimes}
              value={days}
              allowDeselect={false}
              onChange={(value) => setDays(value ?? "")}
            />
            {create.error && (
              <Text size="sm" c="var(--state-failed)" role="alert">
                {reasonOf(create.error)}
              </Text>
            )}
            <Button type="submit" loading={create.isPending} disabled={name === ""}>
              Create
            </Button>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

function endAfter(days: string): string | null {
  return days === "" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}
