import type { Selectable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { WorkerFilter } from "../../../schemas/filters/work-pool-filter.ts";
import { workerMatches } from "../filters/work-pool-filter.ts";
import type { Store, Tx } from "../store.ts";
import type { WorkerTable } from "../tables.ts";

export type WorkerRow = Selectable<WorkerTable>;

export interface Heartbeat {
  name: string;
  intervalSeconds: number | null;
}

/** A worker is gone after three intervals of silence. Source: features W-011. */
const missedBeats = 3;
const defaultInterval = 30;

/** Notes that a worker is alive. */
export async function noteHeartbeat(tx: Tx, poolId: string, { name, intervalSeconds }: Heartbeat): Promise<void> {
  const patience = missedBeats * (intervalSeconds ?? defaultInterval) * 1_000_000;
  const beat = {
    last_heartbeat_time: tx.now,
    heartbeat_interval_seconds: intervalSeconds,
    offline_at: tx.now + patience,
    updated: tx.now,
  };
  await tx.db
    .insertInto("worker")
    .values({ id: uuidv7(), created: tx.now, work_pool_id: poolId, name, ...beat })
    .onConflict((conflict) => conflict.columns(["work_pool_id", "name"]).doUpdateSet(beat))
    .execute();
  tx.touch("worker");
}

export interface WorkerList {
  poolId: string;
  filter: WorkerFilter | null | undefined;
  limit: number;
  offset: number;
}

/** The workers of a pool, those that were heard last first. */
export function listWorkers(store: Store, list: WorkerList, now: Micros): Promise<WorkerRow[]> {
  const { poolId, filter, limit, offset } = list;
  return store.read((db) => {
    const query = db.selectFrom("worker").selectAll().where("work_pool_id", "=", poolId);
    const matching = filter ? query.where(workerMatches(filter, now)) : query;
    return matching.orderBy("last_heartbeat_time", "desc").orderBy("id").limit(limit).offset(offset).execute();
  });
}

export async function deleteWorker(tx: Tx, poolId: string, name: string): Promise<boolean> {
  const query = tx.db.deleteFrom("worker").where("work_pool_id", "=", poolId).where("name", "=", name);
  const { numDeletedRows } = await query.executeTakeFirst();
  tx.touch("worker");
  return numDeletedRows === 1n;
}
