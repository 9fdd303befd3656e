import type { Clock, Micros } from "../../lib/clock.ts";
import { statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";
import { closeChildRuns, closeTaskRuns } from "../orchestration/close-what-it-leaves.ts";
import { lockFlowRun } from "../orchestration/flow-run-rows.ts";
import { putByForce } from "../orchestration/propose-flow-run-state.ts";

/** For how long after the end of a run its clients may still report tasks that were running. */
const windowSeconds = 600;

const mostRuns = 100;

/**
 * Ends tasks and children that were recorded after their run was Cancelled or Crashed: a client that records its tasks
 * itself may do so late. What was there at that moment ended with the run. Returns how many there were.
 */
export async function closeLateComers(store: Store, clock: Clock): Promise<number> {
  const since: Micros = clock.now() - windowSeconds * 1_000_000;
  const ended = await store.write((tx) => tx.all<{ id: string }>(findRunsWithLateComers, [since, mostRuns]));
  let closed = 0;
  for (const { id } of ended) closed += await store.write((tx) => closeAll(tx, id));
  return closed;
}

async function closeAll(tx: Tx, id: string): Promise<number> {
  const { state_type: type } = await lockFlowRun(tx, id);
  if (type !== "CANCELLED" && type !== "CRASHED") return 0; // it goes on since it was found
  const ending = type === "CRASHED" ? "crash" : "cancellation";
  const children = await closeChildRuns(tx, id, { ending, endChild: putByForce(tx) });
  return children + (await closeTaskRuns(tx, id, ending));
}

// Both conditions on the type: SQLite uses a partial index only where its own condition is in the query.
export const findRunsWithLateComers = statement(
  "find-flow-runs-with-late-comers",
  "SELECT r.id FROM flow_run r WHERE r.state_type IN ('PAUSED', 'CANCELLING', 'CANCELLED', 'CRASHED') " +
    "AND r.state_type IN ('CANCELLED', 'CRASHED') AND r.state_timestamp > ? AND EXISTS (SELECT 1 FROM task_run t " +
    "WHERE t.flow_run_id = r.id AND (t.state_type IS NULL OR t.state_type IN ('PENDING', 'RUNNING', 'CANCELLING'))) LIMIT ?",
  ["state_timestamp", "run_count"],
);
