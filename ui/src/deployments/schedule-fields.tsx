import { NumberInput, SegmentedControl, TextInput } from "@mantine/core";
import { firstText, type TypedSchedule } from "./typed-schedule.ts";

export interface ScheduleFieldsProps {
  typed: TypedSchedule;
  onChange: (typed: TypedSchedule) => void;
}

/** When a schedule runs: its kind, its rule and its time zone. */
export function ScheduleFields({ typed, onChange }: ScheduleFieldsProps) {
  const { kind, text, minutes, timezone } = typed;
  const choose = (next: TypedSchedule["kind"]): void => onChange({ ...typed, kind: next, text: firstText[next] });
  return (
    <>
      <SegmentedControl
        aria-label="Kind of schedule"
        value={kind}
        onChange={(value) => choose(value as TypedSchedule["kind"])}
        data={[
          { value: "cron", label: "Cron" },
          { value: "interval", label: "Interval" },
          { value: "rrule", label: "RRule" },
        ]}
      />
      {kind === "interval" ? (
        <NumberInput
          label="Every so many minutes"
          min={0}
          value={minutes}
          onChange={(value) => onChange({ ...typed, minutes: Number(value) || 1 })}
        />
      ) : (
        <TextInput
          label={kind === "cron" ? "Cron expression" : "Recurrence rule"}
          description={
            kind === "cron" ? "Minute, hour, day of the month, month, day of the week" : "As RFC 5545 has it"
          }
          value={text}
          onChange={(event) => onChange({ ...typed, text: event.currentTarget.value })}
        />
      )}
      <TextInput
        label="Time zone"
        value={timezone}
        onChange={(event) => onChange({ ...typed, timezone: event.currentTarget.value })}
      />
    </>
  );
}
