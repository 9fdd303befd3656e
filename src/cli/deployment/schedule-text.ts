import type { DeploymentSchedule } from "../../schemas/schedule.ts";
import { durationText } from "../print/time.ts";

/** A schedule in a few words. */
export function scheduleText({ schedule, active }: Pick<DeploymentSchedule, "schedule" | "active">): string {
  const zone = schedule.timezone ? ` (${schedule.timezone})` : "";
  return `${ruleText(schedule)}${zone}${active ? "" : ", paused"}`;
}

function ruleText(schedule: DeploymentSchedule["schedule"]): string {
  if ("cron" in schedule) return schedule.cron;
  if ("rrule" in schedule) return schedule.rrule.replaceAll("\n", " ");
  return `every ${durationText(schedule.interval)}`;
}
