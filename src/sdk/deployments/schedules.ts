import { toSeconds } from "../../lib/duration.ts";
import type { DeploymentScheduleCreate } from "../../schemas/schedule.ts";
import type { DeploymentScheduleOptions, ScheduleOptions } from "./deployment-options.ts";

const kinds = ["cron", "interval", "rrule"] as const;

/**
 * Schedules as the API has them.
 *
 * @throws {TypeError} more than one kind was given, or one has none
 */
export function schedulesOf(options: ScheduleOptions): DeploymentScheduleCreate[] {
  const given = [...kinds, "schedules" as const].filter((kind) => options[kind] !== undefined);
  if (given.length > 1)
    throw new TypeError(`Give one of ${given.join(" and ")}; "schedules" takes several of any kind.`);
  if (options.schedules !== undefined) return options.schedules.map(scheduleOf);
  const { timezone, anchor } = options;
  const several = (kind: (typeof kinds)[number]): DeploymentScheduleOptions[] =>
    [options[kind] ?? []].flat().map((one) => ({ [kind]: one, timezone, anchor }));
  return kinds.flatMap(several).map(scheduleOf);
}

function scheduleOf(options: DeploymentScheduleOptions): DeploymentScheduleCreate {
  const { active = true, parameters = {}, slug } = options;
  return { active, parameters, schedule: ruleOf(options), ...(slug === undefined ? {} : { slug }) };
}

function ruleOf({ cron, interval, rrule, timezone, anchor }: DeploymentScheduleOptions) {
  if ([cron, interval, rrule].filter((one) => one !== undefined).length !== 1)
    throw new TypeError("A schedule has one of cron, interval and rrule.");
  const zone = timezone === undefined ? {} : { timezone };
  if (cron !== undefined) return { cron, day_or: true, ...zone };
  if (rrule !== undefined) return { rrule, timezone: timezone ?? "UTC" };
  const anchored = anchor === undefined ? {} : { anchor_date: anchor.toISOString() };
  return { interval: toSeconds(interval!, "interval"), ...anchored, ...zone };
}
