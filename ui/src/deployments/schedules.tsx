import { ActionIcon, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { scheduleText } from "./schedule-text.ts";

/** When a deployment runs by itself. */
export function Schedules({ deployment: { id, schedules } }: { deployment: DeploymentResponse }) {
  const queries = useQueryClient();
  const [isAdding, adding] = useDisclosure(false);
  const settled = { onSettled: () => queries.invalidateQueries() };
  const change = useMutation({
    mutationFn: ({ scheduleId, active }: { scheduleId: string; active: boolean }) =>
      call("PATCH /deployments/{id:uuid}/schedules/{schedule_id:uuid}", {
        params: { id, schedule_id: scheduleId },
        body: { active },
      }),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (scheduleId: string) =>
      call("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { params: { id, schedule_id: scheduleId } }),
    ...settled,
  });
  const error = change.error ?? remove.error;
  return (
    <Panel
      title="Schedules"
      actions={
        <Button size="xs" variant="default" leftSection={<Plus size={14} />} onClick={adding.open}>
          Add a schedule
        </Button>
      }
    >
      {schedules.length === 0 && (
        <Text size="sm" c="dimmed">
          It runs only when somebody asks for it.
        </Text>
      )}
      <Stack gap={6}>
        {schedules.map(({ id: scheduleId, schedule, active }) => (
          <Group key={scheduleId} justify="space-between">
            <Switch
              label={scheduleText(schedule)}
              checked={active}
              onChange={(event) => change.mutate({ scheduleId, active: event.currentTarget.checked })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${scheduleText(schedule)}`}
              onClick={() => remove.mutate(scheduleId)}
            >
              <Trash2 size={15} />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      {error && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {reasonOf(error)}
        </Text>
      )}
      {isAdding && <ScheduleDialog deploymentId={id} onClose={adding.close} />}
    </Panel>
  );
}
