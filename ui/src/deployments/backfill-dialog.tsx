import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DeploymentResponse } from "../../../src/schemas/deployment.ts";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";
import { BackfillOutcome } from "./backfill-outcome.tsx";
import { scheduleText } from "./schedule-text.ts";

export interface BackfillDialogProps {
  deployment: DeploymentResponse;
  onClose: () => void;
}

/** Makes the runs of times that have passed; shows them before it makes them. */
export function BackfillDialog({ deployment: { id, schedules }, onClose }: BackfillDialogProps) {
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [scheduleId, setScheduleId] = useState(schedules[0]!.id);
  const queries = useQueryClient();
  const backfill = useMutation({
    mutationFn: (isDryRun: boolean) =>
      call("POST /sluice/deployments/{id:uuid}/backfill", {
        params: { id },
        body: {
          from: new Date(from).toISOString(),
          until: new Date(until).toISOString(),
          schedule_id: scheduleId,
          dry_run: isDryRun,
        },
      }),
    onSuccess: (_, isDryRun) => (isDryRun ? undefined : queries.invalidateQueries()),
  });
  const change = (set: (text: string) => void) => (text: string) => {
    set(text);
    backfill.reset(); // what was shown is not what would be made now
  };
  const missing = backfill.data?.runs.filter(({ outcome }) => outcome === "would be created").length ?? 0;
  return (
    <Modal opened onClose={onClose} title="Backfill" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <NativeSelect
          label="Schedule"
          data={schedules.map((schedule) => ({ value: schedule.id, label: scheduleText(schedule.schedule) }))}
          value={scheduleId}
          onChange={(event) => change(setScheduleId)(event.currentTarget.value)}
        />
        <TimeField label="From" value={from} onChange={change(setFrom)} />
        <TimeField label="Until" value={until} onChange={change(setUntil)} />
        {backfill.error && (
          <Text size="sm" c="var(--state-failed)" role="alert">
            {reasonOf(backfill.error)}
          </Text>
        )}
        {backfill.data && <BackfillOutcome backfill={backfill.data} />}
        <Group gap="xs">
          <Button
            variant="default"
            disabled={from === "" || until === "" || backfill.isPending}
            onClick={() => backfill.mutate(true)}
          >
            Show the runs
          </Button>
          <Button disabled={missing === 0 || backfill.isPending} onClick={() => backfill.mutate(false)}>
            {missing === 0 ? "Make the runs" : `Make ${missing} ${missing === 1 ? "run" : "runs"}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

interface TimeFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
}

function TimeField({ label, value, onChange }: TimeFieldProps) {
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description="In the time zone of this browser"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
