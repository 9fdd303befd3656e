import { type Kysely, type Selectable, sql, type Updateable } from "kysely";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { WorkQueueFilter } from "../../../schemas/filters/work-pool-filter.ts";
import { workQueueMatches } from "../filters/work-pool-filter.ts";
import type { Store, Tx } from "../store.ts";
import type { Tables, WorkQueueTable } from "../tables.ts";

/** A queue, with what follows from other rows. */
export interface WorkQueueRow extends Omit<Selectable<WorkQueueTable>, "status"> {
  work_pool_name: string;
  /** Its runs that are being started or run; only counted where a limit is set. */
  active_slots: number;
}

export type NewWorkQueue = Partial<Omit<Selectable<WorkQueueTable>, "priority">> & {
  name: string;
  priority?: number | null | undefined;
};

/** Adds a queue to a pool, whose row is locked; undefined when the pool has one of that name. */
export async function insertWorkQueue(tx: Tx, poolId: string, queue: NewWorkQueue): Promise<string | undefined> {
  const id = queue.id ?? uuidv7();
  const others = await prioritiesOf(tx, poolId);
  const row = {
    description: null,
    is_paused: false,
    concurrency_limit: null,
    filter: null,
    ...queue,
    id,
    created: tx.now,
    updated: tx.now,
    work_pool_id: poolId,
    priority: queue.priority ?? lowestFree(others.map(({ priority }) => priority)),
  };
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("work_queue")
    .values(row)
    .onConflict((conflict) => conflict.columns(["work_pool_id", "name"]).doNothing())
    .executeTakeFirstOrThrow();
  if (inserted !== 1n) return undefined;
  await makeRoom(tx, others, row);
  tx.touch("work-pool");
  return id;
}

interface Place {
  id: string;
  priority: number;
}

function prioritiesOf(tx: Tx, poolId: string): Promise<Place[]> {
  const query = tx.db.selectFrom("work_queue").select(["id", "priority"]).where("work_pool_id", "=", poolId);
  return query.orderBy("priority").execute();
}

function lowestFree(taken: readonly number[]): number {
  const used = new Set(taken);
  let priority = 1;
  while (used.has(priority)) priority += 1;
  return priority;
}

/** Whoever had the priority goes behind, and so on, until nobody is moved any more. */
async function makeRoom(tx: Tx, others: readonly Place[], placed: Place): Promise<void> {
  let taken = placed.priority;
  for (const { id, priority } of others) {
    if (id === placed.id || priority < placed.priority) continue;
    if (priority > taken) return;
    taken += 1;
    await tx.db.updateTable("work_queue").set({ priority: taken, updated: tx.now }).where("id", "=", id).execute();
  }
}

/** How a queue is named in an address. */
export type WorkQueueKey = { id: string } | { pool: string; name: string };

function selectWorkQueues(db: Kysely<Tables>) {
  return db
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .select([
      "work_queue.id",
      "work_queue.created",
      "work_queue.updated",
      "work_queue.work_pool_id",
      "work_queue.name",
      "work_queue.description",
      "work_queue.is_paused",
      "work_queue.concurrency_limit",
      "work_queue.priority",
      "work_queue.last_polled",
      "work_queue.filter",
      "work_pool.name as work_pool_name",
    ])
    .select(activeSlots);
}

const activeSlots = sql<number>`CASE WHEN work_queue.concurrency_limit IS NULL THEN 0 ELSE
  (SELECT count(*) FROM flow_run WHERE flow_run.work_queue_id = work_queue.id AND flow_run.work_queue_id IS NOT NULL
   AND flow_run.state_type IN ('PENDING', 'RUNNING')) END`.as("active_slots");

function queueOf(row: WorkQueueRow): WorkQueueRow {
  return { ...row, active_slots: Number(row.active_slots) };
}

export async function readWorkQueue(db: Kysely<Tables>, key: WorkQueueKey): Promise<WorkQueueRow | undefined> {
  const query = selectWorkQueues(db);
  const found =
    "id" in key
      ? query.where("work_queue.id", "=", key.id)
      : query.where("work_pool.name", "=", key.pool).where("work_queue.name", "=", key.name);
  const row = await found.executeTakeFirst();
  return row && queueOf(row);
}

export interface WorkQueueList {
  /** Default: those of all pools. */
  pool?: string;
  filter: WorkQueueFilter | null | undefined;
  limit: number;
  offset: number;
}

export async function listWorkQueues(
  store: Store,
  { pool, filter, limit, offset }: WorkQueueList,
): Promise<WorkQueueRow[]> {
  const rows = await store.read((db) => {
    const all = selectWorkQueues(db).orderBy("work_pool.name").orderBy("work_queue.priority");
    const own = pool === undefined ? all : all.where("work_pool.name", "=", pool);
    const matching = filter ? own.where(workQueueMatches(filter)) : own;
    return matching.limit(limit).offset(offset).execute();
  });
  return rows.map(queueOf);
}

/** Changes a queue of a pool whose row is locked. */
export async function updateWorkQueue(
  tx: Tx,
  { id, work_pool_id }: Pick<WorkQueueRow, "id" | "work_pool_id">,
  changes: Updateable<WorkQueueTable>,
): Promise<void> {
  const { priority } = changes;
  if (typeof priority === "number") await makeRoom(tx, await prioritiesOf(tx, work_pool_id), { id, priority });
  await tx.db
    .updateTable("work_queue")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
  tx.touch("work-pool");
  tx.touch(`work-pool:${work_pool_id}`);
}

/** Deletes a queue; deployments that used it have no place any more. */
export async function deleteWorkQueue(tx: Tx, id: string): Promise<void> {
  await tx.db.updateTable("deployment").set({ work_queue_id: null }).where("work_queue_id", "=", id).execute();
  await tx.db.deleteFrom("work_queue").where("id", "=", id).execute();
  tx.touch("work-pool");
}

/** The id of a pool's queue, which is made when it is not there. */
export async function ensureWorkQueue(tx: Tx, poolId: string, name: string): Promise<string> {
  const query = tx.db.selectFrom("work_queue").select("id").where("work_pool_id", "=", poolId).where("name", "=", name);
  const found = (await query.executeTakeFirst()) ?? { id: await insertWorkQueue(tx, poolId, { name }) };
  return found.id ?? (await query.executeTakeFirstOrThrow()).id;
}
