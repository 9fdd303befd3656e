// Background tasks of our SDK on their way to workers.
//
// Invariants
//   B1. A task is with one worker at a time, for as long as that worker's lease lasts.
//   B2. It is forgotten when its worker says that it has ended, or when its run is found ended: so it is delivered at
//       least once, and again only where the worker has died or stopped.
//   B3. A worker is given again what it has been given and does not execute: an answer may have been lost.

import type { TaskClaimAnswer, TaskClaimRequest } from "../../schemas/background-task.ts";
import type { Tx } from "../db/store.ts";
import { leaseEnd } from "../recording/attempts.ts";

/** Gives a worker the due tasks that come first, and renews its lease. */
export async function claimTasks(
  tx: Tx,
  { worker, limit, ended, running }: TaskClaimRequest,
): Promise<TaskClaimAnswer> {
  await keepWorker(tx, worker);
  await forget(tx, worker.id, ended);
  if (limit > 0) for (const id of await dueTasks(tx, worker.task_keys, limit)) await claim(tx, id, worker.id);
  const held = await tasksOf(tx, worker.id);
  const known = new Set(running);
  const given = held.map(({ task_run_id }) => task_run_id).filter((id) => !known.has(id)); // B3
  return {
    tasks: await describe(tx, given),
    cancelling: held.filter(({ cancelling }) => cancelling).map(({ task_run_id }) => task_run_id),
    next_in_ms: await nextIn(tx, worker.task_keys),
  };
}

async function keepWorker(tx: Tx, worker: TaskClaimRequest["worker"]): Promise<void> {
  const row = {
    name: worker.name,
    task_keys: worker.task_keys,
    updated: tx.now,
    lease_expires_at: leaseEnd(tx.now, worker.lease_seconds),
    owner: worker.owner,
  };
  await tx.db
    .insertInto("task_worker")
    .values({ worker: worker.id, ...row })
    .onConflict((conflict) => conflict.column("worker").doUpdateSet(row))
    .execute();
}

async function forget(tx: Tx, worker: string, ended: readonly string[]): Promise<void> {
  if (ended.length === 0) return;
  await tx.db.deleteFrom("background_task").where("worker", "=", worker).where("task_run_id", "in", ended).execute();
}

async function dueTasks(tx: Tx, keys: readonly string[], limit: number): Promise<string[]> {
  const query = tx.db
    .selectFrom("background_task")
    .select("task_run_id")
    .where("worker", "is", null)
    .where("task_key", "in", keys)
    .where("due", "<=", tx.now)
    .orderBy("priority")
    .orderBy("due")
    .orderBy("task_run_id")
    .limit(limit);
  const rows = await (tx.dialect === "postgres" ? query.forUpdate().skipLocked() : query).execute();
  return rows.map(({ task_run_id }) => task_run_id);
}

/** B1. Changes nothing when somebody else was quicker. */
async function claim(tx: Tx, id: string, worker: string): Promise<void> {
  await tx.db
    .updateTable("background_task")
    .set((eb) => ({ worker, deliveries: eb("deliveries", "+", 1) }))
    .where("task_run_id", "=", id)
    .where("worker", "is", null)
    .execute();
}

function tasksOf(tx: Tx, worker: string) {
  return tx.db
    .selectFrom("background_task")
    .select(["task_run_id", "cancelling"])
    .where("worker", "=", worker)
    .orderBy("priority")
    .orderBy("due")
    .orderBy("task_run_id")
    .execute();
}

async function describe(tx: Tx, ids: readonly string[]): Promise<TaskClaimAnswer["tasks"]> {
  if (ids.length === 0) return [];
  const rows = await tx.db
    .selectFrom("background_task")
    .innerJoin("task_run", "task_run.id", "background_task.task_run_id")
    .select(["id", "name", "background_task.task_key", "parameters", "tags", "run_count", "state_timestamp"])
    .where("task_run_id", "in", ids)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, { ...row, state_timestamp: row.state_timestamp ?? 0 }]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

async function nextIn(tx: Tx, keys: readonly string[]): Promise<number | null> {
  const next = await tx.db
    .selectFrom("background_task")
    .select((eb) => eb.fn.min("due").as("due"))
    .where("worker", "is", null)
    .where("task_key", "in", keys)
    .where("due", ">", tx.now)
    .executeTakeFirst();
  return next?.due == null ? null : Math.ceil((Number(next.due) - tx.now) / 1000);
}
