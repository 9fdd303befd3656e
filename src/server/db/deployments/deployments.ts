import { type Kysely, type Selectable, type SelectQueryBuilder, sql, type Updateable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { FlowSort } from "../../../schemas/enums.ts";
import { type Filters, deploymentsWhere } from "../filters/related.ts";
import { deleteFlowRuns } from "../runs/flow-run-deletion.ts";
import { scheduled } from "../runs/scheduled.ts";
import type { Store, Tx } from "../store.ts";
import type { DeploymentTable, Tables } from "../tables.ts";

/** A deployment's own row. */
export type StoredDeployment = Selectable<DeploymentTable>;

/** A deployment, with the place where its runs are picked up. */
export interface DeploymentRow extends Omit<StoredDeployment, "status"> {
  work_queue_name: string | null;
  work_pool_name: string | null;
  /** Who asks a queue for runs asks for those of its deployments. */
  queue_last_polled: Micros | null;
}

function selectDeployments(db: Kysely<Tables>) {
  return db
    .selectFrom("deployment")
    .leftJoin("work_queue as queue", "queue.id", "deployment.work_queue_id")
    .leftJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .selectAll("deployment")
    .select(["queue.name as work_queue_name", "pool.name as work_pool_name", "queue.last_polled as queue_last_polled"]);
}

/** How a deployment is named in an address. */
export type DeploymentKey = { id: string } | { flow: string; name: string };

export function readDeployment(db: Kysely<Tables>, key: DeploymentKey): Promise<DeploymentRow | undefined> {
  const query = selectDeployments(db);
  if ("id" in key) return query.where("deployment.id", "=", key.id).executeTakeFirst();
  return query
    .innerJoin("flow", "flow.id", "deployment.flow_id")
    .where("flow.name", "=", key.flow)
    .where("deployment.name", "=", key.name)
    .executeTakeFirst();
}

export interface DeploymentList {
  filters: Filters;
  sort: FlowSort;
  limit: number;
  offset: number;
}

export function listDeployments(
  store: Store,
  { filters, sort, limit, offset }: DeploymentList,
): Promise<DeploymentRow[]> {
  return store.read((db) =>
    sorted(selectDeployments(db).where(deploymentsWhere(filters, store.dialect)), sort)
      .orderBy("deployment.id")
      .limit(limit)
      .offset(offset)
      .execute(),
  );
}

function sorted<DB extends Tables, O>(
  query: SelectQueryBuilder<DB, "deployment", O>,
  sort: FlowSort,
): SelectQueryBuilder<DB, "deployment", O> {
  switch (sort) {
    case "NAME_ASC":
      return query.orderBy(sql`deployment.name`, "asc");
    case "NAME_DESC":
      return query.orderBy(sql`deployment.name`, "desc");
    case "CREATED_DESC":
      return query.orderBy(sql`deployment.created`, "desc");
    case "UPDATED_DESC":
      return query.orderBy(sql`deployment.updated`, "desc");
  }
}

export async function countDeployments(store: Store, filters: Filters): Promise<number> {
  const row = await store.read((db) =>
    db
      .selectFrom("deployment")
      .select(sql<number>`count(*)`.as("count"))
      .where(deploymentsWhere(filters, store.dialect))
      .executeTakeFirstOrThrow(),
  );
  return Number(row.count);
}

/** How many deployments each of some flows has; none has no entry. */
export async function countDeploymentsByFlow(store: Store, flowIds: readonly string[]): Promise<Map<string, number>> {
  if (flowIds.length === 0) return new Map();
  const rows = await store.read((db) =>
    db
      .selectFrom("deployment")
      .select(["flow_id", sql<number>`count(*)`.as("count")])
      .where("flow_id", "in", flowIds)
      .groupBy("flow_id")
      .execute(),
  );
  return new Map(rows.map((row) => [row.flow_id, Number(row.count)]));
}

/** The ids of deployments that match, within a unit. */
export async function deploymentIds(tx: Tx, filters: Filters, limit: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("deployment")
    .select("deployment.id")
    .where(deploymentsWhere(filters, tx.dialect))
    .orderBy("deployment.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The deployment, locked until the unit ends. Who changes it or makes its scheduled runs holds this lock, so that a run
 * is never made from what has just been replaced.
 */
export function lockDeployment(
  tx: Tx,
  key: { id: string } | { flow_id: string; name: string },
): Promise<StoredDeployment | undefined> {
  const all = tx.db.selectFrom("deployment").selectAll();
  const query =
    "id" in key ? all.where("id", "=", key.id) : all.where("flow_id", "=", key.flow_id).where("name", "=", key.name);
  return (tx.dialect === "postgres" ? query.forNoKeyUpdate() : query).executeTakeFirst();
}

/** Keeps a new deployment; false when its flow has one of that name. */
export async function insertDeployment(tx: Tx, deployment: Omit<StoredDeployment, "status">): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("deployment")
    .values(deployment)
    .onConflict((conflict) => conflict.columns(["flow_id", "name"]).doNothing())
    .executeTakeFirstOrThrow();
  tx.touch("deployment");
  return inserted === 1n;
}

export async function updateDeployment(tx: Tx, id: string, changes: Updateable<DeploymentTable>): Promise<void> {
  await tx.db
    .updateTable("deployment")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
  tx.touch("deployment");
  tx.touch(`deployment:${id}`);
}

/** Deletes a deployment with its schedules and those of its runs that were never begun; false when it is not there. */
export async function deleteDeployment(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom("deployment").where("id", "=", id).executeTakeFirst();
  if (numDeletedRows !== 1n) return false;
  await tx.db.deleteFrom("deployment_schedule").where("deployment_id", "=", id).execute();
  await tx.db.deleteFrom("deployment_version").where("deployment_id", "=", id).execute();
  await deleteRunsNeverBegun(tx, id);
  tx.touch("deployment");
  tx.touch(`deployment:${id}`);
  return true;
}

const atOnce = 200;

async function deleteRunsNeverBegun(tx: Tx, deploymentId: string): Promise<void> {
  for (;;) {
    const runs = await tx.db
      .selectFrom("flow_run")
      .select("id")
      .where("deployment_id", "=", deploymentId)
      .where("state_type", "=", scheduled)
      .where("run_count", "=", 0)
      .limit(atOnce)
      .execute();
    await deleteFlowRuns(
      tx,
      runs.map(({ id }) => id),
    );
    if (runs.length < atOnce) return;
  }
}

/** The ids of the deployments of a flow. */
export async function deploymentsOfFlow(tx: Tx, flowId: string): Promise<string[]> {
  const rows = await tx.db.selectFrom("deployment").select("id").where("flow_id", "=", flowId).execute();
  return rows.map(({ id }) => id);
}
