// Retention of flow runs (engine.md S8).
//
// Invariants
//   D1. A run goes whole, with all runs below it, and only when all of them ended before the time.
//   D2. What belongs to a run goes before the run: a deletion that was interrupted is found again, and leaves no orphans
//       that somebody would have to look for.
//   D3. One unit deletes a bounded number of rows: others write between two units.

import { isTerminal, type StateType } from "../../schemas/state.ts";
import type { Micros } from "../../lib/clock.ts";
import { deleteFlowRuns } from "../db/runs/flow-run-deletion.ts";
import { statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";
import { deleteSome } from "./delete-some.ts";

/** Rows of one kind that a unit deletes. */
const rowsAtOnce = 500;
const runsAtOnce = 100;
/** More than one turn should do: the rest is for the next one. */
const mostPages = 50;

/** Deletes runs that ended before a time, with all that is theirs; returns how many there were. */
export async function deleteOldFlowRuns(store: Store, before: Micros): Promise<number> {
  let deleted = 0;
  let after = Number.MIN_SAFE_INTEGER;
  for (let page = 0; page < mostPages; page++) {
    const from = after;
    const found = await store.write((tx) => tx.all<OldRun>(findOldRuns, [from, before, before, runsAtOnce]));
    for (const { id } of found) deleted += await deleteTree(store, id, before);
    if (found.length < runsAtOnce) break;
    after = Number(found.at(-1)!.expected_start_time); // what had to stay is not looked at again in this turn
  }
  return deleted;
}

type OldRun = { id: string; expected_start_time: Micros };
type RunOfTree = { id: string; state_type: StateType | null; state_timestamp: Micros | null };

/** Deletes a run and the runs below it, or nothing. */
async function deleteTree(store: Store, id: string, before: Micros): Promise<number> {
  const tree = await store.write((tx) => tx.all<RunOfTree>(findTree, [id]));
  if (!tree.every((run) => hasEndedBefore(run, before))) return 0;
  const rootLast = tree.map((run) => run.id).filter((below) => below !== id);
  for (const run of [...rootLast, id]) if (!(await deleteWhole(store, run))) return 0;
  return tree.length;
}

function hasEndedBefore({ state_type, state_timestamp }: RunOfTree, before: Micros): boolean {
  return state_type !== null && isTerminal(state_type) && Number(state_timestamp) < before;
}

/** False when the run goes on since it was found. */
async function deleteWhole(store: Store, id: string): Promise<boolean> {
  for (;;) {
    const step = await store.write((tx) => deletePart(tx, id));
    if (step !== "more") return step === "gone";
  }
}

async function deletePart(tx: Tx, id: string): Promise<"gone" | "more" | "goes on"> {
  const [run] = await tx.all<RunOfTree>(lockRun, [id]);
  if (run === undefined) return "gone";
  if (run.state_type === null || !isTerminal(run.state_type)) return "goes on";
  const ofRun = { column: "flow_run_id", value: id, limit: rowsAtOnce } as const;
  const isMore = [
    await deleteSome(tx, "log", ofRun),
    await deleteSome(tx, "artifact", ofRun),
    await deleteSome(tx, "task_run", ofRun),
  ].some((count) => count === rowsAtOnce);
  if (isMore) return "more";
  await deleteFlowRuns(tx, [id]);
  return "gone";
}

// A run below another one goes with that one; where that is gone, by itself.
export const findOldRuns = statement(
  "find-old-flow-runs",
  "SELECT r.id, r.expected_start_time FROM flow_run r WHERE r.expected_start_time > ? AND r.expected_start_time < ? " +
    "AND r.state_timestamp < ? AND r.state_type IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED') " +
    "AND NOT EXISTS (SELECT 1 FROM task_run t WHERE t.id = r.parent_task_run_id) " +
    "ORDER BY r.expected_start_time LIMIT ?",
  ["expected_start_time", "expected_start_time", "state_timestamp", "run_count"],
);

export const findTree = statement(
  "find-flow-runs-of-tree",
  "WITH RECURSIVE tree (id) AS (SELECT f.id FROM flow_run f WHERE f.id = ? UNION SELECT c.id FROM tree " +
    "JOIN task_run t ON t.flow_run_id = tree.id JOIN flow_run c ON c.parent_task_run_id = t.id) " +
    "SELECT r.id, r.state_type, r.state_timestamp FROM tree JOIN flow_run r ON r.id = tree.id",
  ["id"],
);

const find = statement("lock-old-flow-run", "SELECT id, state_type, state_timestamp FROM flow_run WHERE id = ?", [
  "id",
]);
const lockRun = { ...find, sql: { ...find.sql, postgres: `${find.sql.postgres} FOR NO KEY UPDATE` } };
