import type { Schedule } from "../../../src/schemas/schedule.ts";

/** A schedule as the form has it. */
export interface TypedSchedule {
  kind: "cron" | "interval" | "rrule";
  /** A cron expression or a recurrence rule. */
  text: string;
  minutes: number;
  timezone: string;
}

export const firstText = { cron: "0 9 * * 1-5", interval: "", rrule: "FREQ=DAILY;INTERVAL=1" } as const;

export function typedSchedule(schedule: Schedule | undefined): TypedSchedule {
  const minutes = 60;
  if (schedule === undefined)
    return {
      kind: "cron",
      text: firstText.cron,
      minutes,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    };
  const timezone = schedule.timezone ?? "";
  if ("cron" in schedule) return { kind: "cron", text: schedule.cron, minutes, timezone };
  if ("rrule" in schedule) return { kind: "rrule", text: schedule.rrule, minutes, timezone };
  return { kind: "interval", text: "", minutes: schedule.interval / 60, timezone };
}

/** What the form does not show (an interval's anchor, how cron reads its days) stays as it was. */
export function scheduleOf({ kind, text, minutes, ...typed }: TypedSchedule, before: Schedule | undefined): Schedule {
  const timezone = typed.timezone === "" ? null : typed.timezone;
  if (kind === "cron") return { cron: text, timezone, day_or: before && "cron" in before ? before.day_or : true };
  if (kind === "rrule") return { rrule: text, timezone };
  const anchor = before && "interval" in before ? before.anchor_date : undefined;
  return { interval: minutes * 60, timezone, ...(anchor !== undefined && { anchor_date: anchor }) };
}
