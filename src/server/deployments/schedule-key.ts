import { createHash } from "node:crypto";
import type { Schedule } from "../../schemas/schedule.ts";

/**
 * What tells a schedule from the others of its deployment, over all redeploys: its slug, or what recurs with which
 * parameters. Together with a time it names one run.
 */
export function scheduleKey({
  schedule,
  parameters,
  slug,
}: {
  schedule: Schedule;
  /** JSON text. */
  parameters: string;
  slug: string | null;
}): string {
  if (slug !== null) return `slug:${slug}`;
  const text = JSON.stringify([...recurrenceOf(schedule), parameters]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Without an interval's anchor, which clients set to the time of the deployment when nobody gives one. */
function recurrenceOf(schedule: Schedule): unknown[] {
  const zone = schedule.timezone ?? null;
  if ("cron" in schedule) return ["cron", schedule.cron, zone, schedule.day_or];
  if ("rrule" in schedule) return ["rrule", schedule.rrule, zone];
  return ["interval", schedule.interval, zone];
}

/** Whether two schedules run at the same times. */
export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  const anchor = (schedule: Schedule) => ("interval" in schedule ? schedule.anchor_date : null);
  return JSON.stringify([recurrenceOf(one), anchor(one)]) === JSON.stringify([recurrenceOf(other), anchor(other)]);
}
