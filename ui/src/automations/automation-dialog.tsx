import { Button, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Automation, AutomationUpdate } from "../../../src/schemas/automation.ts";
import { JsonField } from "../schema-form/json-field.tsx";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";

const example = {
  name: "Tell of failures",
  description: "",
  enabled: true,
  trigger: {
    type: "event",
    posture: "Reactive",
    expect: ["prefect.flow-run.Failed"],
    match: { "prefect.resource.id": "prefect.flow-run.*" },
    threshold: 1,
    within: 0,
  },
  actions: [{ type: "do-nothing" }],
};

/** Makes an automation, or changes one, as JSON; the server says what it does not take. */
export function AutomationDialog({ automation, onClose }: { automation: Automation | undefined; onClose: () => void }) {
  const [value, setValue] = useState<unknown>(() => (automation === undefined ? example : definitionOf(automation)));
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      const body = value as AutomationUpdate;
      if (automation === undefined) await call("POST /automations/", { body });
      else await call("PUT /automations/{id:uuid}", { params: { id: automation.id }, body });
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["POST /automations/filter"] });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={automation ? `Change ${automation.name}` : "Add an automation"}
      closeButtonProps={{ "aria-label": "Close" }}
      size="xl"
    >
      <Stack gap="sm">
        <JsonField name="Automation" schema={{}} value={value} errors={[]} isRequired onChange={setValue} />
        {save.error && (
          <Text size="sm" c="var(--state-failed)" role="alert">
            {reasonOf(save.error)}
          </Text>
        )}
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </Stack>
    </Modal>
  );
}

function definitionOf({ id: _, created: _created, updated: _updated, ...definition }: Automation): AutomationUpdate {
  return definition;
}
