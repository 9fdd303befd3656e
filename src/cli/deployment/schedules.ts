import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { DeploymentSchedule, Schedule } from "../../schemas/schedule.ts";
import { type CommandApi, openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { refusedAsFailure } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { findDeployment } from "./find-deployment.ts";
import { scheduleText } from "./schedule-text.ts";

export interface NewScheduleOptions {
  cron?: string;
  interval?: number;
  rrule?: string;
  anchorDate?: string;
  timezone?: string;
  slug?: string;
  inactive?: true;
  replace?: true;
}

export async function listSchedules(text: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const { schedules } = await findDeployment(api, text);
  printList(schedules, { ...options, columns, empty: `${text} has no schedules.` });
}

const columns: Column<DeploymentSchedule>[] = [
  { head: "ID", text: ({ id }) => id, paint: paint.cyan },
  { head: "Slug", text: ({ slug }) => slug ?? "-" },
  { head: "Schedule", text: scheduleText },
];

export async function createSchedule(text: string, options: NewScheduleOptions): Promise<void> {
  const schedule = scheduleOf(options);
  await using api = await openApi();
  const deployment = await findDeployment(api, text);
  const added = { schedule, active: !options.inactive, ...(options.slug && { slug: options.slug }) };
  const kept = options.replace ? [] : deployment.schedules;
  const created = api.client.call("POST /deployments/{id:uuid}/schedules", { params: deployment, body: [added] });
  const [made] = await refusedAsFailure(created, `The schedule was not added to ${text}`);
  if (options.replace) await removeAll(api, deployment);
  console.log(`Added a schedule to ${text}: ${scheduleText(made!)}. It has ${kept.length + 1} now.`);
}

function scheduleOf({ cron, interval, rrule, anchorDate, timezone }: NewScheduleOptions): Schedule {
  const given = [cron, interval, rrule].filter((one) => one !== undefined);
  if (given.length !== 1) throw new CommandFailure("Give one of --cron, --interval and --rrule.");
  const zone = timezone === undefined ? {} : { timezone };
  if (cron !== undefined) return { cron, day_or: true, ...zone };
  if (rrule !== undefined) return { rrule, timezone: timezone ?? "UTC" };
  return { interval: interval!, ...(anchorDate === undefined ? {} : { anchor_date: anchorDate }), ...zone };
}

export async function changeSchedule(text: string, which: string, verb: "pause" | "resume" | "delete"): Promise<void> {
  await using api = await openApi();
  const deployment = await findDeployment(api, text);
  const schedule = pick(deployment, which);
  const params = { id: deployment.id, schedule_id: schedule.id };
  const path = "/deployments/{id:uuid}/schedules/{schedule_id:uuid}";
  if (verb === "delete") await api.client.call(`DELETE ${path}`, { params });
  else await api.client.call(`PATCH ${path}`, { params, body: { active: verb === "resume" } });
  console.log(
    `${{ pause: "Paused", resume: "Resumed", delete: "Deleted" }[verb]} the schedule ${scheduleText(schedule)}.`,
  );
}

function pick({ schedules }: DeploymentResponse, which: string): DeploymentSchedule {
  const fitting = schedules.filter(({ id, slug }) => slug === which || id.startsWith(which.toLowerCase()));
  if (fitting.length === 1) return fitting[0]!;
  const known = schedules.map((one) => `  ${one.id}  ${one.slug ?? "-"}  ${scheduleText(one)}`);
  throw new CommandFailure([`"${which}" fits ${fitting.length} of the schedules:`, ...known].join("\n"));
}

export async function clearSchedules(text: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  const deployment = await findDeployment(api, text);
  if (!yes) await confirm(`Remove the ${deployment.schedules.length} schedules of ${text}?`);
  await removeAll(api, deployment);
  console.log(`${text} has no schedules any more.`);
}

async function removeAll({ client }: CommandApi, { id, schedules }: DeploymentResponse): Promise<void> {
  for (const schedule of schedules) {
    const params = { id, schedule_id: schedule.id };
    await client.call("DELETE /deployments/{id:uuid}/schedules/{schedule_id:uuid}", { params });
  }
}
