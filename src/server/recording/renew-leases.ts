import type { LeaseAnswer, LeaseRequest } from "../../schemas/record.ts";
import type { Store, Tx } from "../db/store.ts";
import { leaseEnd } from "./attempts.ts";

/**
 * Renews the leases of one process's attempts, and tells which of them hold no run any more and which are to end.
 * A lease that has ended but was not swept yet is renewed too: nobody else has taken its run.
 */
export async function renewLeases(store: Store, { attempts, lease_seconds }: LeaseRequest): Promise<LeaseAnswer> {
  if (attempts.length === 0) return { superseded: [], cancelling: [] };
  const { runs: renewed, workers } = await store.write(async (tx) => {
    const runs = await tx.db
      .updateTable("flow_run")
      .set({ lease_expires_at: leaseEnd(tx.now, lease_seconds) })
      .where("attempt_token", "in", attempts)
      .where("lease_expires_at", "is not", null)
      .returning(["id", "attempt_token", "state_type", "deployment_id"])
      .execute();
    const ofDeployments = runs.filter((run) => run.deployment_id !== null);
    await renewSlots(
      tx,
      ofDeployments.map(({ id }) => id),
    );
    return { runs, workers: runs.length < attempts.length ? await renewTaskWorkers(tx, attempts, lease_seconds) : [] };
  });
  const holding = new Set([...workers, ...renewed.map((run) => run.attempt_token)]);
  return {
    superseded: attempts.filter((token) => !holding.has(token.toLowerCase())),
    cancelling: renewed
      .filter((run) => run.state_type === "CANCELLING")
      .map((run) => ({ attempt: run.attempt_token!, flow_run_id: run.id })),
  };
}

/** Task workers hold their tasks by one lease of their own, renewed in the same way. */
async function renewTaskWorkers(tx: Tx, ids: readonly string[], seconds: number): Promise<string[]> {
  const renewed = await tx.db
    .updateTable("task_worker")
    .set({ lease_expires_at: leaseEnd(tx.now, seconds), updated: tx.now })
    .where("worker", "in", ids)
    .returning("worker")
    .execute();
  return renewed.map(({ worker }) => worker);
}

/** A run keeps the slot of its deployment for as long as it lives; longer than the lease, which the sweep ends first. */
const slotSeconds = 300;

async function renewSlots(tx: Tx, runs: readonly string[]): Promise<void> {
  if (runs.length === 0) return;
  await tx.db
    .updateTable("slot_holder")
    .set({ expires: leaseEnd(tx.now, slotSeconds) })
    .where("holder_type", "=", "flow_run")
    .where("holder_id", "in", runs)
    .where("expires", "<", leaseEnd(tx.now, slotSeconds))
    .execute();
}
