import { Button, Modal, NumberInput, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Schedule } from "../../../src/schemas/schedule.ts";
import { call } from "../server/api.ts";
import { reasonOf } from "../server/server-error.ts";

type Kind = "cron" | "interval" | "rrule";

/** Adds a schedule to a deployment; the server says whether it can be read. */
export function ScheduleDialog({ deploymentId, onClose }: { deploymentId: string; onClose: () => void }) {
  const [kind, setKind] = useState<Kind>("cron");
  const [text, setText] = useState("0 9 * * 1-5");
  const [minutes, setMinutes] = useState(60);
  const [timezone, setTimezone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const queries = useQueryClient();
  const add = useMutation({
    mutationFn: () => {
      const schedule: Schedule =
        kind === "cron"
          ? { cron: text, timezone, day_or: true }
          : kind === "interval"
            ? { interval: minutes * 60, timezone }
            : { rrule: text, timezone };
      return call("POST /deployments/{id:uuid}/schedules", {
        params: { id: deploymentId },
        body: [{ schedule, active: true }],
      });
    },
    onSuccess: async () => {
      await queries.invalidateQueries();
      onClose();
    },
  });
  const choose = (next: Kind): void => {
    setKind(next);
    setText(next === "rrule" ? "FREQ=DAILY;INTERVAL=1" : "0 9 * * 1-5");
  };
  return (
    <Modal opened onClose={onClose} title="Add a schedule" closeButtonProps={{ "aria-label": "Close" }}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Kind of schedule"
          value={kind}
          onChange={(value) => choose(value as Kind)}
          data={[
            { value: "cron", label: "Cron" },
            { value: "interval", label: "Interval" },
            { value: "rrule", label: "RRule" },
          ]}
        />
        {kind === "interval" ? (
          <NumberInput
            label="Every so many minutes"
            min={1}
            value={minutes}
            onChange={(value) => setMinutes(Number(value) || 1)}
          />
        ) : (
          <TextInput
            label={kind === "cron" ? "Cron expression" : "Recurrence rule"}
            description={
              kind === "cron" ? "Minute, hour, day of the month, month, day of the week" : "As RFC 5545 has it"
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        <TextInput label="Time zone" value={timezone} onChange={(event) => setTimezone(event.currentTarget.value)} />
        {add.error && (
          <Text size="sm" c="var(--state-failed)" role="alert">
            {reasonOf(add.error)}
          </Text>
        )}
        <Button loading={add.isPending} onClick={() => add.mutate()}>
          Add
        </Button>
      </Stack>
    </Modal>
  );
}
