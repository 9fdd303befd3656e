import type { LeaseAnswer, LeaseRequest } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import { leaseEnd } from "./attempts.ts";

/**
 * Renews the leases of one process's attempts, and tells which of them hold no run any more and which are to end.
 * A lease that has ended but was not swept yet is renewed too: nobody else has taken its run.
 */
export async function renewLeases(store: Store, { attempts, lease_seconds }: LeaseRequest): Promise<LeaseAnswer> {
  if (attempts.length === 0) return { superseded: [], cancelling: [] };
  const renewed = await store.write((tx) =>
    tx.db
      .updateTable("flow_run")
      .set({ lease_expires_at: leaseEnd(tx.now, lease_seconds) })
      .where("attempt_token", "in", attempts)
      .where("lease_expires_at", "is not", null)
      .returning(["id", "attempt_token", "state_type"])
      .execute(),
  );
  const holding = new Set(renewed.map((run) => run.attempt_token));
  return {
    superseded: attempts.filter((token) => !holding.has(token.toLowerCase())),
    cancelling: renewed
      .filter((run) => run.state_type === "CANCELLING")
      .map((run) => ({ attempt: run.attempt_token!, flow_run_id: run.id })),
  };
}
