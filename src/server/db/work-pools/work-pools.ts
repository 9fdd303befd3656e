import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { WorkPoolFilter } from "../../../schemas/filters/work-pool-filter.ts";
import { workPoolMatches } from "../filters/work-pool-filter.ts";
import type { Store, Tx } from "../store.ts";
import type { Tables, WorkPoolTable } from "../tables.ts";
import { insertWorkQueue } from "./work-queues.ts";

/** A pool, with what follows from other rows. */
export interface WorkPoolRow extends Omit<Selectable<WorkPoolTable>, "status"> {
  /** Whether one of its workers is alive. */
  has_worker: boolean;
  /** Its runs that are being started or run. */
  active_slots: number;
}

export type NewWorkPool = Omit<Selectable<WorkPoolTable>, "created" | "updated" | "status">;

/** Makes a pool with its default queue; false when its name is taken. */
export async function insertWorkPool(tx: Tx, pool: NewWorkPool): Promise<boolean> {
  const row = { ...pool, created: tx.now, updated: tx.now };
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("work_pool")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .executeTakeFirstOrThrow();
  if (inserted !== 1n) return false;
  const queue = { id: pool.default_queue_id, name: "default", description: "The work pool's default queue." };
  await insertWorkQueue(tx, pool.id, queue);
  tx.touch("work-pool");
  return true;
}

function selectWorkPools(db: Kysely<Tables>, now: Micros) {
  return db
    .selectFrom("work_pool")
    .select([
      "work_pool.id",
      "work_pool.created",
      "work_pool.updated",
      "work_pool.name",
      "work_pool.description",
      "work_pool.type",
      "work_pool.is_paused",
      "work_pool.concurrency_limit",
      "work_pool.default_queue_id",
      "work_pool.storage_configuration",
      "work_pool.base_job_template",
    ])
    .select([hasWorker(now), activeSlots]);
}

function hasWorker(now: Micros) {
  const found = sql<number>`EXISTS (SELECT 1 FROM worker WHERE worker.work_pool_id = work_pool.id AND worker.offline_at > ${now})`;
  return sql<number>`CASE WHEN ${found} THEN 1 ELSE 0 END`.as("has_worker");
}

// Only a limited pool says how full it is: the others need not be counted.
const activeSlots = sql<number>`CASE WHEN work_pool.concurrency_limit IS NULL THEN 0 ELSE
  (SELECT count(*) FROM work_queue INNER JOIN flow_run ON flow_run.work_queue_id = work_queue.id
   WHERE work_queue.work_pool_id = work_pool.id AND flow_run.work_queue_id IS NOT NULL
   AND flow_run.state_type IN ('PENDING', 'RUNNING')) END`.as("active_slots");

type Selected = Omit<WorkPoolRow, "has_worker"> & { has_worker: number };

function poolOf(row: Selected): WorkPoolRow {
  return { ...row, has_worker: Number(row.has_worker) === 1, active_slots: Number(row.active_slots) };
}

export async function readWorkPool(store: Store, name: string, now: Micros): Promise<WorkPoolRow | undefined> {
  const row = await store.read((db) => selectWorkPools(db, now).where("work_pool.name", "=", name).executeTakeFirst());
  return row && poolOf(row);
}

export interface WorkPoolList {
  filter: WorkPoolFilter | null | undefined;
  limit: number;
  offset: number;
}

export async function listWorkPools(
  store: Store,
  { filter, limit, offset }: WorkPoolList,
  now: Micros,
): Promise<WorkPoolRow[]> {
  const rows = await store.read((db) => {
    const query = selectWorkPools(db, now).orderBy("work_pool.name").limit(limit).offset(offset);
    return (filter ? query.where(workPoolMatches(filter)) : query).execute();
  });
  return rows.map(poolOf);
}

export async function countWorkPools(store: Store, filter: WorkPoolFilter | null | undefined): Promise<number> {
  const row = await store.read((db) => {
    const query = db.selectFrom("work_pool").select(sql<number>`count(*)`.as("count"));
    return (filter ? query.where(workPoolMatches(filter)) : query).executeTakeFirstOrThrow();
  });
  return Number(row.count);
}

/** The pool as this unit sees it; its row is locked until the unit ends. */
export function lockWorkPool(tx: Tx, name: string): Promise<Selectable<WorkPoolTable> | undefined> {
  const query = tx.db.selectFrom("work_pool").selectAll().where("name", "=", name);
  return (tx.dialect === "postgres" ? query.forNoKeyUpdate() : query).executeTakeFirst();
}

export async function updateWorkPool(tx: Tx, id: string, changes: Updateable<WorkPoolTable>): Promise<void> {
  await tx.db
    .updateTable("work_pool")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
  tx.touch("work-pool");
  tx.touch(`work-pool:${id}`);
}

/** Deletes a pool with its queues and workers; deployments that used it have no place any more. */
export async function deleteWorkPool(tx: Tx, id: string): Promise<void> {
  const queues = tx.db.selectFrom("work_queue").select("id").where("work_pool_id", "=", id);
  await tx.db.updateTable("deployment").set({ work_queue_id: null }).where("work_queue_id", "in", queues).execute();
  await tx.db.deleteFrom("work_queue").where("work_pool_id", "=", id).execute();
  await tx.db.deleteFrom("worker").where("work_pool_id", "=", id).execute();
  await tx.db.deleteFrom("work_pool").where("id", "=", id).execute();
  tx.touch("work-pool");
  tx.touch(`work-pool:${id}`);
}
