import type { CreatedBy } from "../../schemas/flow-run.ts";
import type { ScheduleRow } from "../db/deployments/deployment-schedules.ts";
import { updateSchedule } from "../db/deployments/deployment-schedules.ts";
import type { StoredDeployment } from "../db/deployments/deployments.ts";
import { deleteFlowRuns } from "../db/runs/flow-run-deletion.ts";
import { scheduled } from "../db/runs/scheduled.ts";
import type { Tx } from "../db/store.ts";
import { inheritedBy, labelsOf, mergedParameters } from "./run-of-deployment.ts";
import { nameOfQueue } from "./schedule-runs.ts";

/**
 * After a deployment or its schedules have changed: runs of schedules that go on as they are take the change over, the
 * others go, and the scheduler is told to look.
 *
 * Only runs that are still ahead are touched: one that is late or waits for a slot stays what it is. A run keeps its
 * id, and one that somebody has deleted does not come back (pain P9).
 */
export async function refreshScheduledRuns(
  tx: Tx,
  deployment: StoredDeployment,
  { schedules, changed }: { schedules: readonly ScheduleRow[]; changed: ReadonlySet<string> },
): Promise<void> {
  const goOn = deployment.paused ? [] : schedules.filter(({ id, active }) => active && !changed.has(id));
  const kept = new Map<string | null, ScheduleRow>(goOn.map((schedule) => [schedule.id, schedule]));
  const ahead = await runsAhead(tx, deployment.id);
  const dropped = ahead.filter(({ made_by }) => !kept.has(made_by));
  await deleteFlowRuns(
    tx,
    dropped.map(({ id }) => id),
  );
  const queueName = await nameOfQueue(tx, deployment.work_queue_id);
  for (const [made_by, runs] of Map.groupBy(ahead, (run) => run.made_by)) {
    const schedule = kept.get(made_by);
    if (schedule !== undefined) await takeOver(tx, { deployment, schedule, queueName }, runs);
  }
  for (const schedule of schedules) if (!kept.has(schedule.id)) await startAnew(tx, deployment, schedule);
}

interface RunAhead {
  id: string;
  made_by: string | null;
}

async function runsAhead(tx: Tx, deploymentId: string): Promise<RunAhead[]> {
  const rows = await tx.db
    .selectFrom("flow_run")
    .select(["id", "created_by"])
    .where("deployment_id", "=", deploymentId)
    .where("state_type", "=", scheduled)
    .where("state_name", "=", "Scheduled")
    .where("auto_scheduled", "=", true)
    .where("next_scheduled_start_time", ">", tx.now)
    .execute();
  return rows.map(({ id, created_by }) => ({ id, made_by: (created_by as CreatedBy | null)?.id ?? null }));
}

async function takeOver(
  tx: Tx,
  from: { deployment: StoredDeployment; schedule: ScheduleRow; queueName: string | null },
  runs: readonly RunAhead[],
): Promise<void> {
  const { deployment, schedule, queueName } = from;
  await tx.db
    .updateTable("flow_run")
    .set({
      ...inheritedBy(deployment, queueName),
      parameters: mergedParameters(deployment.parameters, schedule.parameters),
      tags: [...new Set([...deployment.tags, "auto-scheduled"])],
      labels: labelsOf(deployment),
      updated: tx.now,
    })
    .where(
      "id",
      "in",
      runs.map(({ id }) => id),
    )
    .execute();
  tx.touch("flow-run");
}

/** Its runs are made from now on, as soon as it is active and the deployment is not paused. */
async function startAnew(tx: Tx, deployment: StoredDeployment, { id, active }: ScheduleRow): Promise<void> {
  const generate_at = active && !deployment.paused ? tx.now : null;
  await updateSchedule(tx, id, { scheduled_through: null, generate_at });
}
