import type { Clock } from "../../lib/clock.ts";
import { findUnlocked } from "../db/find-unlocked.ts";
import type { Store } from "../db/store.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { inBatches } from "./in-batches.ts";

/** How long a run may be Cancelling. Source: Prefect's cancelling timeout. */
const patienceSeconds = 300;

/** Ends runs whose process has not ended them in time after they were asked to stop; returns how many there were. */
export function endOverdueCancellations(store: Store, clock: Clock): Promise<number> {
  const askedBefore = clock.now() - patienceSeconds * 1_000_000;
  const message = `The run did not stop within ${patienceSeconds} s of being asked to.`;
  return inBatches(store, {
    find: (tx, limit) => tx.all<{ id: string }>(findOverdueCancellations, [askedBefore, limit]),
    change: async (tx, { id }) =>
      (await proposeFlowRunState(tx, id, { type: "CANCELLED", message }, { force: true })).created,
  });
}

// Both conditions on the type: SQLite uses a partial index only where its own condition is in the query.
export const findOverdueCancellations = findUnlocked(
  "find-overdue-cancellations",
  "SELECT r.id FROM flow_run r WHERE r.state_type IN ('PAUSED', 'CANCELLING', 'CANCELLED', 'CRASHED') " +
    "AND r.state_type = 'CANCELLING' AND r.state_timestamp <= ? ORDER BY r.state_timestamp LIMIT ?",
  ["state_timestamp", "run_count"],
);
