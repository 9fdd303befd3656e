// Invariants
//   G1. What a worker that is gone had not ended waits again, at the place that its priority and time give it.
//   G2. A task that ends its workers does not go round for ever: after so many deliveries its run is Crashed.

import { fateOf } from "../../lib/process-identity.ts";
import { isTerminal } from "../../schemas/state.ts";
import type { Store, Tx } from "../db/store.ts";
import { proposeTaskRunState } from "../orchestration/propose-task-run-state.ts";
import type { Service } from "../services/run-services.ts";

const mostDeliveries = 10;

/** Gives the tasks of workers that are gone to others. */
export const sweepTaskWorkers: Service = {
  name: "task-workers",
  everySeconds: 5,
  async run(store) {
    const gone = await store.write(findGone);
    for (const worker of gone) await leaveTasks(store, worker, "The worker that had it is gone.");
    return gone.length;
  },
};

async function findGone(tx: Tx): Promise<string[]> {
  const workers = await tx.db.selectFrom("task_worker").select(["worker", "owner", "lease_expires_at"]).execute();
  return workers
    .filter(({ owner, lease_expires_at }) => {
      const fate = owner === null ? "elsewhere" : fateOf(owner);
      return fate === "elsewhere" ? lease_expires_at <= tx.now : fate === "gone";
    })
    .map(({ worker }) => worker);
}

/** Takes a worker off the list, and what it had back. */
export async function leaveTasks(store: Store, worker: string, message: string): Promise<void> {
  await store.write(async (tx) => {
    const held = await tx.db
      .selectFrom("background_task")
      .innerJoin("task_run", "task_run.id", "background_task.task_run_id")
      .select(["task_run_id", "background_task.task_key", "deliveries", "cancelling", "state_type", "due"])
      .where("worker", "=", worker)
      .orderBy("task_run_id")
      .execute();
    for (const task of held) await giveBack(tx, task, message);
    await tx.db.deleteFrom("background_task").where("worker", "=", worker).execute(); // those whose runs were deleted
    await tx.db.deleteFrom("task_worker").where("worker", "=", worker).execute();
  });
}

interface HeldTask {
  task_run_id: string;
  task_key: string;
  deliveries: number;
  cancelling: boolean;
  state_type: Parameters<typeof isTerminal>[0] | null;
}

async function giveBack(tx: Tx, task: HeldTask, message: string): Promise<void> {
  const { task_run_id: id, task_key, deliveries, cancelling, state_type } = task;
  const hasEnded = state_type !== null && isTerminal(state_type);
  if (!hasEnded && !cancelling && deliveries < mostDeliveries) {
    if (state_type !== "SCHEDULED") await schedule(tx, id, message);
    await tx.db.updateTable("background_task").set({ worker: null }).where("task_run_id", "=", id).execute();
    return tx.touch(`task-queue:${task_key}`);
  }
  await tx.db.deleteFrom("background_task").where("task_run_id", "=", id).execute();
  if (hasEnded) return;
  const end = cancelling
    ? ({ type: "CANCELLED" } as const)
    : ({ type: "CRASHED", message: `${message} That was its delivery number ${deliveries}, the last one.` } as const); // G2
  await proposeTaskRunState(tx, id, end, { force: true });
}

async function schedule(tx: Tx, id: string, message: string): Promise<void> {
  const details = { scheduled_time: tx.now, deferred: true };
  await proposeTaskRunState(tx, id, { type: "SCHEDULED", name: "AwaitingRetry", message, details }, { force: true });
}

/** Ends a task that waits; one that a worker has is ended by that. False when there is no such task. */
export async function cancelTask(tx: Tx, id: string): Promise<boolean> {
  const task = await tx.db
    .selectFrom("background_task")
    .select(["worker", "task_key"])
    .where("task_run_id", "=", id)
    .executeTakeFirst();
  if (task === undefined) return false;
  if (task.worker === null) {
    await tx.db.deleteFrom("background_task").where("task_run_id", "=", id).execute();
    await proposeTaskRunState(tx, id, { type: "CANCELLED", message: "Cancelled before it began." }, { force: true });
  } else {
    await tx.db.updateTable("background_task").set({ cancelling: true }).where("task_run_id", "=", id).execute();
    tx.touch(`task-queue:${task.task_key}`);
  }
  return true;
}
