import { Button, JsonInput, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { JsonObject } from "../../server/json-object.ts";
import type { FlowRunResponse } from "../../../../src/schemas/flow-run.ts";
import { JsonText } from "../../pieces/json-text.tsx";
import { call } from "../../server/api.ts";
import { apiQuery } from "../../server/query.ts";
import { reasonOf } from "../../server/server-error.ts";

/** Resumes a paused run, with the input that it waits for. */
export function ResumeDialog({ run, isOpen, onClose }: { run: FlowRunResponse; isOpen: boolean; onClose: () => void }) {
  const keys = run.state?.state_details.run_input_keyset;
  const schema = useQuery({
    ...apiQuery("GET /flow_runs/{id:uuid}/input/{key}", { params: { id: run.id, key: keys?.["schema"] ?? "" } }),
    enabled: isOpen && keys?.["schema"] !== undefined,
  });
  const [text, setText] = useState("{}");
  const queries = useQueryClient();
  const resume = useMutation({
    mutationFn: async () => {
      const input = keys ? { run_input: JSON.parse(text) as JsonObject } : {};
      const { status, details } = await call("POST /flow_runs/{id:uuid}/resume", {
        params: { id: run.id },
        body: input,
      });
      if (status !== "ACCEPT")
        throw new Error("reason" in details && details.reason ? details.reason : "The rules do not allow it.");
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Resume ${run.name}`} closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        {keys ? (
          <Text size="sm">It waits for input of this form:</Text>
        ) : (
          <Text size="sm">It goes on where it was paused.</Text>
        )}
        {schema.data && <JsonText value={JSON.parse(schema.data)} label="Schema" />}
        {keys && (
          <JsonInput
            label="Input"
            value={text}
            onChange={setText}
            autosize
            minRows={4}
            formatOnBlur
            validationError="This is no JSON."
          />
        )}
        {resume.error && (
          <Text size="sm" c="var(--state-failed)">
            {reasonOf(resume.error)}
          </Text>
        )}
        <Button loading={resume.isPending} onClick={() => resume.mutate()}>
          Resume
        </Button>
      </Stack>
    </Modal>
  );
}
