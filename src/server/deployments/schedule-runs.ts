// Invariants (pain P9)
//   G1. A time of a schedule makes one run, whoever makes it and however often: its key names deployment, schedule and time.
//   G2. Who makes runs holds the deployment's row, and reads the schedule under that lock.
//   G3. Only times ahead make runs: what was missed while no server ran is not made up for.

import { isoFromMicros, type Micros } from "../../lib/clock.ts";
import type { Schedule } from "../../schemas/schedule.ts";
import { noteGenerated, type ScheduleRow } from "../db/deployments/deployment-schedules.ts";
import type { StoredDeployment } from "../db/deployments/deployments.ts";
import { insertFlowRun } from "../db/runs/flow-run-changes.ts";
import type { Tx } from "../db/store.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { scheduledTimes } from "../schedules/scheduled-times.ts";
import { mergedParameters, runOfDeployment } from "./run-of-deployment.ts";

const aDay = 86_400_000_000;

/** How far ahead runs are made. Source: features SC-006. */
export const horizon = { leastRuns: 3, mostRuns: 100, least: 3_600_000_000, most: 100 * aDay };

/** Makes the runs that a schedule is short of, and notes when to look again; returns how many runs are new. */
export async function scheduleRuns(tx: Tx, deployment: StoredDeployment, schedule: ScheduleRow): Promise<number> {
  if (deployment.paused || !schedule.active) {
    await noteGenerated(tx, schedule.id, { through: null, next: null });
    return 0;
  }
  const times = timesAhead(schedule, tx.now);
  const through = schedule.scheduled_through ?? 0;
  const made = await makeRuns(
    tx,
    { deployment, schedule },
    times.filter((time) => time > through),
  );
  await noteGenerated(tx, schedule.id, { through: times.at(-1) ?? null, next: nextLook(schedule, times, tx.now) });
  return made;
}

/** Makes runs for these times; returns how many were not there yet (G1). */
export async function makeRuns(
  tx: Tx,
  { deployment, schedule }: { deployment: StoredDeployment; schedule: ScheduleRow },
  times: readonly Micros[],
): Promise<number> {
  if (times.length === 0) return 0;
  const parameters = mergedParameters(deployment.parameters, schedule.parameters);
  const queueName = await nameOfQueue(tx, deployment.work_queue_id);
  const recurrence = schedule.schedule as Schedule;
  let made = 0;
  for (const time of times) {
    const date = isoFromMicros(time);
    const run = runOfDeployment(deployment, queueName, {
      parameters,
      tags: ["auto-scheduled"],
      idempotency_key: scheduledKey(deployment, schedule, time),
      auto_scheduled: true,
      created_by: { id: schedule.id, type: "SCHEDULE", display_value: schedule.slug ?? kindOf(recurrence) },
    });
    if (!(await insertFlowRun(tx, run))) continue;
    const state = { type: "SCHEDULED", message: "Flow run scheduled", details: { scheduled_time: date } } as const;
    await proposeFlowRunState(tx, run.id, state, { force: true });
    made += 1;
  }
  return made;
}

/** Names the one run of a time (G1). */
export function scheduledKey(
  { id }: Pick<StoredDeployment, "id">,
  { content_key }: Pick<ScheduleRow, "content_key">,
  time: Micros,
): string {
  return `scheduled ${id} ${content_key} ${isoFromMicros(time)}`;
}

export async function nameOfQueue(tx: Tx, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const queue = await tx.db.selectFrom("work_queue").select("name").where("id", "=", id).executeTakeFirst();
  return queue?.name ?? null;
}

function kindOf(schedule: Schedule): string {
  return "cron" in schedule ? "CronSchedule" : "rrule" in schedule ? "RRuleSchedule" : "IntervalSchedule";
}

/** At least three runs and an hour ahead, at most a hundred runs or days. */
function timesAhead({ schedule, max_scheduled_runs }: ScheduleRow, now: Micros): Micros[] {
  const atMost = Math.min(max_scheduled_runs ?? horizon.mostRuns, horizon.mostRuns);
  const isEnough = (time: Micros, count: number) => count >= horizon.leastRuns && time >= now + horizon.least;
  return scheduledTimes(schedule as Schedule, { start: now, end: now + horizon.most, atMost, isEnough });
}

/** When fewer than three runs, or less than an hour, are left ahead; null when the schedule has ended. */
function nextLook({ schedule, max_scheduled_runs }: ScheduleRow, times: readonly Micros[], now: Micros): Micros | null {
  const last = times.at(-1);
  if (last === undefined) {
    const [later] = scheduledTimes(schedule as Schedule, { start: now, end: Number.MAX_SAFE_INTEGER, atMost: 1 });
    return later === undefined ? null : later - horizon.most;
  }
  const fewLeft = times[times.length - horizon.leastRuns] ?? times[0]!;
  const isCapped = times.length >= (max_scheduled_runs ?? horizon.mostRuns);
  const look = isCapped ? fewLeft : Math.min(fewLeft, Math.max(last - horizon.least, now));
  return Math.max(look + 1, now + 1_000_000);
}
