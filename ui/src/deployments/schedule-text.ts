import type { Schedule } from "../../../src/schemas/schedule.ts";
import { durationText } from "../pieces/duration-text.ts";

/** A schedule in words. */
export function scheduleText(schedule: Schedule): string {
  const zone = schedule.timezone && schedule.timezone !== "UTC" ? ` (${schedule.timezone})` : "";
  if ("cron" in schedule) return `cron ${schedule.cron}${zone}`;
  if ("interval" in schedule) return `every ${durationText(schedule.interval)}${zone}`;
  return `${schedule.rrule}${zone}`;
}
