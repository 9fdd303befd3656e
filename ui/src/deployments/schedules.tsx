import { ActionIcon, Button, Group, Stack, Switch, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { History, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import type { DeploymentSchedule } from "../../../src/schemas/schedule.ts";
import { Panel } from "../pieces/panel.tsx";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";
import { BackfillDialog } from "./backfill-dialog.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { scheduleText } from "./schedule-text.ts";

/** When a deployment runs by itself. */
export function Schedules({ deployment }: { deployment: DeploymentResponse }) {
  const { id, schedules } = deployment;
  const queries = useQueryClient();
  const [isAdding, adding] = useDisclosure(false);
  const [isBackfilling, backfilling] = useDisclosure(false);
  const [edited, setEdited] = useState<DeploymentSchedule>();
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
        <Group gap="xs">
          {schedules.length > 0 && (
            <Button size="xs" variant="default" leftSection={<History size={14} />} onClick={backfilling.open}>
              Backfill…
            </Button>
          )}
          <Button size="xs" variant="default" leftSection={<Plus size={14} />} onClick={adding.open}>
            Add a schedule
          </Button>
        </Group>
      }
    >
      {schedules.length === 0 && (
        <Text size="sm" c="dimmed">
          It runs only when somebody asks for it.
        </Text>
      )}
      <Stack gap={6}>
        {schedules.map((stored) => (
          <ScheduleRow
            key={stored.id}
            stored={stored}
            onSwitch={(active) => change.mutate({ scheduleId: stored.id, active })}
            onEdit={() => setEdited(stored)}
            onRemove={() => remove.mutate(stored.id)}
          />
        ))}
      </Stack>
      {error && (
        <Text size="sm" c="var(--state-failed)" role="alert">
          {reasonOf(error)}
        </Text>
      )}
      {isAdding && <ScheduleDialog deploymentId={id} onClose={adding.close} />}
      {edited && <ScheduleDialog deploymentId={id} stored={edited} onClose={() => setEdited(undefined)} />}
      {isBackfilling && <BackfillDialog deployment={deployment} onClose={backfilling.close} />}
    </Panel>
  );
}

interface ScheduleRowProps {
  stored: DeploymentSchedule;
  onSwitch: (active: boolean) => void;
  onEdit: () => void;
  onRemove: () => void;
}

function ScheduleRow({ stored: { schedule, active }, onSwitch, onEdit, onRemove }: ScheduleRowProps) {
  const text = scheduleText(schedule);
  return (
    <Group justify="space-between">
      <Switch label={text} checked={active} onChange={(event) => onSwitch(event.currentTarget.checked)} />
      <Group gap={4}>
        <ActionIcon variant="subtle" color="gray" aria-label={`Edit ${text}`} onClick={onEdit}>
          <Pencil size={15} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove ${text}`} onClick={onRemove}>
          <Trash2 size={15} />
        </ActionIcon>
      </Group>
    </Group>
  );
}
