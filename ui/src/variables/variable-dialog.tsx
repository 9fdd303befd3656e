import { Button, Input, Modal, Skeleton, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, lazy, Suspense, useState } from "react";
import type { Variable } from "../../../src/schemas/variable.ts";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";
import { parsedJson } from "./parsed-json.ts";

const JsonEditor = lazy(() => import("../pieces/json-editor.tsx").then(({ JsonEditor }) => ({ default: JsonEditor })));

/** Makes a variable, or changes one. */
export function VariableDialog({ variable, onClose }: { variable: Variable | undefined; onClose: () => void }) {
  const [name, setName] = useState(variable?.name ?? "");
  const [text, setText] = useState(variable ? JSON.stringify(variable.value, null, 2) : '""');
  const [tags, setTags] = useState(variable?.tags ?? []);
  const queries = useQueryClient();
  const value = parsedJson(text);
  const save = useMutation({
    mutationFn: async () => {
      const body = { name, value: value?.value, tags };
      if (variable === undefined) await call("POST /variables/", { body });
      else await call("PATCH /variables/{id:uuid}", { params: { id: variable.id }, body });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["POST /variables/filter"] });
      onClose();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={variable ? `Change ${variable.name}` : "Add a variable"}
      closeButtonProps={{ "aria-label": "Close" }}
      size="lg"
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="Letters, digits, dashes and underscores"
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Input.Wrapper
            label="Value"
            description="JSON: a text has quotes"
            error={value === undefined ? "This is no JSON yet." : undefined}
          >
            <Suspense fallback={<Skeleton height={110} />}>
              <JsonEditor label="Value" text={text} onChange={setText} />
            </Suspense>
          </Input.Wrapper>
          <TagsInput label="Tags" value={tags} onChange={setTags} />
          {save.error && (
            <Text size="sm" c="var(--state-failed)" role="alert">
              {reasonOf(save.error)}
            </Text>
          )}
          <Button type="submit" loading={save.isPending} disabled={value === undefined || name === ""}>
            Save
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
