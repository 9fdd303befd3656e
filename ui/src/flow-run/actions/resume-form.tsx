import { Button, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { checkedByServer } from "../../schema-form/checked-by-server.ts";
import type { FormErrors } from "../../schema-form/form-errors.ts";
import { withDefaults } from "../../schema-form/json-schema.ts";
import { SchemaForm } from "../../schema-form/schema-form.tsx";
import { call } from "../../server/api.ts";
import type { JsonObject } from "../../server/json-object.ts";
import { reasonOf } from "../../server/server-error.ts";
import type { RunQuestion } from "./run-question.ts";

export interface ResumeFormProps {
  run: FlowRunResponse;
  question?: RunQuestion;
  onDone: () => void;
}

/** What is asked of whoever resumes the run, and the button that does. */
export function ResumeForm({ run, question, onDone }: ResumeFormProps) {
  const [values, setValues] = useState(() => (question ? withDefaults(question.schema, {}) : {}));
  const [errors, setErrors] = useState<FormErrors>([]);
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: async () => {
      const found = question ? await checkedByServer(question.schema, values) : [];
      setErrors(found);
      if (found.length > 0) return;
      await resume(run.id, question && values);
      onDone();
      await queries.invalidateQueries();
    },
  });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {question ? (question.description ?? "It waits for this input:") : "It goes on where it was paused."}
      </Text>
      {question && (
        <SchemaForm schema={question.schema} values={values} errors={errors} label="Input" onChange={setValues} />
      )}
      {errors.length > 0 && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          The run does not take this input; the fields say why.
        </Text>
      )}
      {send.error && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {reasonOf(send.error)}
        </Text>
      )}
      <Button loading={send.isPending} onClick={() => send.mutate()}>
        Resume
      </Button>
    </Stack>
  );
}

/** Throws with the server's reason where its rules do not let the run go on. */
async function resume(id: string, input: Record<string, unknown> | undefined): Promise<void> {
  const body = input === undefined ? {} : { run_input: input as JsonObject };
  const { status, details } = await call("POST /flow_runs/{id:uuid}/resume", { params: { id }, body });
  if (status === "ACCEPT") return;
  throw new Error("reason" in details && details.reason ? details.reason : "The rules do not allow it.");
}
