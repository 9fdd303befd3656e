// Invariants
//   K1. A time of a schedule has one run, whether the scheduler or a backfill made it: both use the same key.

import { isoFromMicros, type Micros } from "../../lib/clock.ts";
import type { Backfill } from "../../schemas/backfill.ts";
import type { ScheduleRow } from "../db/deployments/deployment-schedules.ts";
import type { StoredDeployment } from "../db/deployments/deployments.ts";
import { flowRunOfKey, insertFlowRun } from "../db/runs/flow-run-changes.ts";
import type { Tx } from "../db/store.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { mergedParameters, runOfDeployment } from "./run-of-deployment.ts";
import { nameOfQueue, scheduledKey } from "./schedule-runs.ts";

export interface Backfilling {
  deployment: StoredDeployment;
  schedule: ScheduleRow;
  tag: string;
  /** Text as sent. */
  parameters: string;
  isDryRun: boolean;
}

/** Makes the runs for these times that are not there yet, the earliest first. */
export async function backfillRuns(tx: Tx, backfilling: Backfilling, times: readonly Micros[]): Promise<Backfill> {
  const runs: Backfill["runs"] = [];
  for (const time of times)
    runs.push({ scheduled_time: isoFromMicros(time), outcome: await backfillRun(tx, backfilling, time) });
  return { tag: backfilling.tag, runs };
}

async function backfillRun(
  tx: Tx,
  { deployment, schedule, tag, parameters, isDryRun }: Backfilling,
  time: Micros,
): Promise<Backfill["runs"][number]["outcome"]> {
  const key = scheduledKey(deployment, schedule, time);
  if ((await flowRunOfKey(tx, deployment.flow_id, key)) !== undefined) return "exists";
  if (isDryRun) return "would be created";
  const run = runOfDeployment(deployment, await nameOfQueue(tx, deployment.work_queue_id), {
    parameters: mergedParameters(deployment.parameters, schedule.parameters, parameters),
    tags: ["backfill", tag],
    idempotency_key: key,
    created_by: { id: deployment.id, type: "DEPLOYMENT", display_value: deployment.name },
  });
  if (!(await insertFlowRun(tx, run))) return "exists";
  const details = { scheduled_time: isoFromMicros(time) };
  await proposeFlowRunState(tx, run.id, { type: "SCHEDULED", message: "Backfilled", details }, { force: true });
  return "created";
}
