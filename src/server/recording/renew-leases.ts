import type { LeaseAnswer, LeaseRequest } from "../../schemas/record.ts";
import type { Store, Tx } from "../db/store.ts";
import { leaseEnd } from "./attempts.ts";

/**
 * Renews the leases of one process's attempts, and tells which of them hold no run any more and which are to end.
 * A lease that has ended but was not swept yet is renewed too: nobody else has taken its run.
 */
export async function renewLeases(store: Store, { attempts, lease_seconds }: LeaseRequest): Promise<LeaseAnswer> {
  if (attempts.length === 0) return { superseded: [], cancelling: [] };
  const renewed = await store.write(async (tx) => {
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
    return runs;
  });
  const holding = new Set(renewed.map((run) => run.attempt_token));
  return {
    superseded: attempts.filter((token) => !holding.has(token.toLowerCase())),
    cancelling: renewed
      .filter((run) => run.state_type === "CANCELLING")
      .map((run) => ({ attempt: run.attempt_token!, flow_run_id: run.id })),
  };
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
