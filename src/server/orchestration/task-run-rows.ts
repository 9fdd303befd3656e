// The one place that changes the current state of task runs by the rules. (Those that our SDK records are folded by the
// recording route, with the same bookkeeping.)

import { forgetHours } from "../db/runs/run-hours.ts";
import { findForUpdate, insertOrIgnore, statement, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { foldState } from "./bookkeeping.ts";
import { detailsOf, stateFromRow, type StateRow } from "./flow-run-rows.ts";
import { RunNotFound } from "./run-not-found.ts";
import type { RunState } from "./run-state.ts";
import type { TaskRun, TaskRunPolicy } from "./task-run-transition.ts";

export type LockedTaskRun = TaskRun & { readonly empirical_policy: TaskRunPolicy };

/** @throws RunNotFound */
export async function lockTaskRun(tx: Tx, id: string): Promise<LockedTaskRun> {
  const run = await findTaskRun(tx, id);
  if (run === undefined) throw new RunNotFound("task run", id);
  return run;
}

export async function findTaskRun(tx: Tx, id: string): Promise<LockedTaskRun | undefined> {
  const [run] = await tx.findRows<LockedTaskRun>(find, [id]);
  return run;
}

export async function taskRunState(tx: Tx, id: string | null): Promise<RunState | null> {
  if (id === null) return null;
  const [row] = await tx.all<StateRow>(findState, [id]);
  return row === undefined ? null : stateFromRow(row);
}

/** Writes the state that a task run enters; false when it has entered this very state before. */
export async function enterTaskRunState(tx: Tx, run: TaskRun, state: RunState): Promise<boolean> {
  const row = [state.id, run.id, state.type, state.name, state.timestamp, state.message, detailsOf(state), state.data];
  const [isNew] = await tx.runRows(insertState, [row]);
  if (!isNew) return false;
  const folded = foldState(run, state);
  const values = current.map((column) => folded[column]);
  await tx.runRows(update, [[run.id, tx.now, ...values, run.flow_run_run_count]]);
  await forgetHours(tx, "task_run", [run.expected_start_time, folded.expected_start_time]);
  tx.touch("task-run");
  tx.touch(`task-run:${run.id}`);
  if (run.flow_run_id !== null) tx.touch(`flow-run:${run.flow_run_id}`);
  return true;
}

const current = [
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
] as const;

const find = findForUpdate("find-task-run-for-transition", "task_run", [
  "id",
  ...current,
  "flow_run_id",
  "task_key",
  "tags",
  "flow_run_run_count",
  "empirical_policy",
]);
const insertState = insertOrIgnore("task_run_state", [
  "id",
  "task_run_id",
  "type",
  "name",
  "timestamp",
  "message",
  "details",
  "data",
]);
const findState = statement(
  "find-task-run-state",
  "SELECT id, type, name, timestamp, message, details, data FROM task_run_state WHERE id = ?",
  ["id"],
);
const update = updateRows("enter-task-run-state", "task_run", ["id", "updated", ...current, "flow_run_run_count"]);
