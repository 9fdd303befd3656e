import { Button, Modal, Stack, Switch, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeploymentSchedule } from "../../../src/schemas/schedule.ts";
import { JsonField } from "../schema-form/json-field.tsx";
import { call } from "../server/api.ts";
import type { JsonObject } from "../server/json-object.ts";
import { reasonOf } from "../server/server-error.ts";
import { ScheduleFields } from "./schedule-fields.tsx";
import { scheduleOf, typedSchedule } from "./typed-schedule.ts";

export interface ScheduleDialogProps {
  deploymentId: string;
  /** The one to change; without it, one is added. */
  stored?: DeploymentSchedule;
  onClose: () => void;
}

/** Adds a schedule to a deployment, or changes one; the server says whether it can be read. */
export function ScheduleDialog({ deploymentId: id, stored, onClose }: ScheduleDialogProps) {
  const [typed, setTyped] = useState(() => typedSchedule(stored?.schedule));
  const [parameters, setParameters] = useState<unknown>(stored?.parameters ?? {});
  const [active, setActive] = useState(stored?.active ?? true);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async () => {
      const body = {
        schedule: scheduleOf(typed, stored?.schedule),
        active,
        parameters: (parameters ?? {}) as JsonObject,
      };
      if (stored === undefined) await call("POST /deployments/{id:uuid}/schedules", { params: { id }, body: [body] });
      else
        await call("PATCH /deployments/{id:uuid}/schedules/{schedule_id:uuid}", {
          params: { id, schedule_id: stored.id },
          body,
        });
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
      title={stored ? "Edit the schedule" : "Add a schedule"}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Stack gap="sm">
        <ScheduleFields typed={typed} onChange={setTyped} />
        <JsonField
          name="Parameters"
          schema={{ description: "They go before the deployment's." }}
          value={parameters}
          errors={[]}
          isRequired={false}
          onChange={setParameters}
        />
        <Switch label="Active" checked={active} onChange={(event) => setActive(event.currentTarget.checked)} />
        {save.error && (
          <Text size="sm" c="var(--state-failed)" role="alert">
            {reasonOf(save.error)}
          </Text>
        )}
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          {stored ? "Save" : "Add"}
        </Button>
      </Stack>
    </Modal>
  );
}
