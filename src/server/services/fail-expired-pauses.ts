import type { Clock, Micros } from "../../lib/clock.ts";
import { statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";
import { lockFlowRun } from "../orchestration/flow-run-rows.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { type StateDetails, timeOf } from "../orchestration/run-state.ts";

const pageSize = 500;

/** Fails paused and suspended runs that nobody resumed in time; returns how many there were. */
export async function failExpiredPauses(store: Store, clock: Clock): Promise<number> {
  const now = clock.now();
  let failed = 0;
  let page: Paused[];
  let last: Pick<Paused, "id" | "state_timestamp"> = { id: "00000000-0000-0000-0000-000000000000", state_timestamp: 0 };
  do {
    page = await store.write((tx) =>
      tx.all<Paused>(findPausedRuns, [last.state_timestamp, last.state_timestamp, last.id, pageSize]),
    );
    for (const run of page.filter((paused) => hasExpired(paused, now)))
      if (await store.write((tx) => fail(tx, run, now))) failed += 1;
    last = page.at(-1) ?? last;
  } while (page.length === pageSize);
  return failed;
}

type Paused = { id: string; state_timestamp: Micros; state_id: string; details: StateDetails | null };

function hasExpired({ details }: Paused, now: Micros): boolean {
  const expiry = timeOf(details?.pause_timeout);
  return expiry !== null && expiry < now;
}

/** The run may have been resumed since it was found: then it is another state that is current. */
async function fail(tx: Tx, { id, state_id, details }: Paused, now: Micros): Promise<boolean> {
  const current = await lockFlowRun(tx, id);
  if (current.state_id !== state_id) return false;
  const message = `The flow was ${details?.pause_reschedule ? "suspended" : "paused"} and not resumed in time.`;
  const outcome = await proposeFlowRunState(tx, id, { type: "FAILED", message, timestamp: now }, { force: true });
  return outcome.created;
}

// Both conditions on the type: SQLite uses a partial index only where its own condition is in the query.
export const findPausedRuns = statement(
  "find-paused-flow-runs",
  "SELECT r.id, r.state_timestamp, r.state_id, s.details FROM flow_run r JOIN flow_run_state s ON s.id = r.state_id " +
    "WHERE r.state_type IN ('PAUSED', 'CANCELLING', 'CANCELLED', 'CRASHED') AND r.state_type = 'PAUSED' " +
    "AND (r.state_timestamp > ? OR (r.state_timestamp = ? AND r.id > ?)) ORDER BY r.state_timestamp, r.id LIMIT ?",
  ["state_timestamp", "state_timestamp", "id", "run_count"],
);
