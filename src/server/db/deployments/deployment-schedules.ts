import type { Kysely, Selectable, Updateable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import type { DeploymentScheduleTable, Tables } from "../tables.ts";

export type ScheduleRow = Selectable<DeploymentScheduleTable>;

/** The schedules of some deployments, the oldest first. */
export async function schedulesOf(db: Kysely<Tables>, deploymentIds: readonly string[]): Promise<ScheduleRow[]> {
  if (deploymentIds.length === 0) return [];
  return db
    .selectFrom("deployment_schedule")
    .selectAll()
    .where("deployment_id", "in", deploymentIds)
    .orderBy("id")
    .execute();
}

/** Adds a schedule; false when the deployment has one with this slug. */
export async function insertSchedule(tx: Tx, schedule: ScheduleRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("deployment_schedule")
    .values(schedule)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return inserted === 1n;
}

export async function updateSchedule(tx: Tx, id: string, changes: Updateable<DeploymentScheduleTable>): Promise<void> {
  await tx.db
    .updateTable("deployment_schedule")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
}

export async function deleteSchedules(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await tx.db.deleteFrom("deployment_schedule").where("id", "in", ids).execute();
}

/** When the scheduler has to look at a schedule, and what it did until then. */
export async function noteGenerated(
  tx: Tx,
  id: string,
  { through, next }: { through: Micros | null; next: Micros | null },
): Promise<void> {
  await tx.run(setGenerated, [through, next, id]);
}

const setGenerated = statement(
  "note-generated-schedule",
  "UPDATE deployment_schedule SET scheduled_through = ?, generate_at = ? WHERE id = ?",
  ["scheduled_through", "generate_at", "id"],
);

/** Has the scheduler look at the schedules of a deployment again at a later time. */
export async function postponeGeneration(tx: Tx, deploymentId: string, until: Micros): Promise<void> {
  await tx.db
    .updateTable("deployment_schedule")
    .set({ generate_at: until })
    .where("deployment_id", "=", deploymentId)
    .where("generate_at", "<", until)
    .execute();
}

/** Deployments that have a schedule to look at, the longest waiting first. */
export async function deploymentsToSchedule(db: Kysely<Tables>, now: Micros, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("deployment_schedule")
    .select("deployment_id")
    .where("generate_at", "<=", now)
    .orderBy("generate_at")
    .limit(limit)
    .execute();
  return [...new Set(rows.map(({ deployment_id }) => deployment_id))];
}
