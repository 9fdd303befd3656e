import { uuidv7 } from "../../lib/uuid.ts";
import type { RecordedState } from "../../schemas/record.ts";
import { forgetHours } from "../db/runs/run-hours.ts";
import { statement, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { type Bookkeeping, foldState, unstarted } from "../orchestration/bookkeeping.ts";
import { insertTaskRunStates, stateRow } from "./state-rows.ts";

const bookkeeping = Object.keys(unstarted) as (keyof Bookkeeping)[];

// Calls that wait for their next retry keep their state: they go on with what is left of their budget.
const findOpenCalls = statement(
  "find-open-calls",
  `SELECT id, ${bookkeeping.join(", ")} FROM task_run WHERE flow_run_id = ? AND state_type IN ('PENDING', 'RUNNING') ORDER BY id`,
  ["flow_run_id"],
);
const updateCalls = updateRows("crash-open-calls", "task_run", ["id", "updated", ...bookkeeping]);

/** Moves the calls that an attempt has left behind to Crashed; they run again as the same task runs. */
export async function crashOpenCalls(tx: Tx, flowRunId: string, message: string): Promise<number> {
  const open = await tx.all<Bookkeeping & { id: string }>(findOpenCalls, [flowRunId]);
  if (open.length === 0) return 0;
  const crashes = open.map((run) => ({ run, state: crashed(tx, message) }));
  await tx.runRows(
    insertTaskRunStates,
    crashes.map(({ run, state }) => stateRow(run.id, state)),
  );
  await tx.runRows(
    updateCalls,
    crashes.map(({ run, state }) => crashedRow(tx, run, state)),
  );
  await forgetHours(
    tx,
    "task_run",
    open.map((run) => run.expected_start_time),
  );
  tx.touch("task-run");
  return open.length;
}

function crashed(tx: Tx, message: string): RecordedState {
  return { id: uuidv7(), type: "CRASHED", name: "Crashed", timestamp: tx.now, message };
}

function crashedRow(tx: Tx, run: Bookkeeping & { id: string }, state: RecordedState): unknown[] {
  const folded = foldState(run, state);
  return [run.id, tx.now, ...bookkeeping.map((column) => folded[column])];
}
