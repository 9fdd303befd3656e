// The one place that changes the current state of flow runs.
//
// Invariants
//   F1. The state row, the run's columns and its policy change in one unit, after the run's row was locked.
//   F2. States of one run have strictly growing timestamps.
//   F3. A terminal state ends the run's lease and its attempt (engine.md L1); a suspension ends the lease: its process leaves.

import { isTerminal } from "../../schemas/state.ts";
import { forgetHours } from "../db/runs/run-hours.ts";
import { findForUpdate, insertOrIgnore, type RowsStatement, statement, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { type Bookkeeping, foldState } from "./bookkeeping.ts";
import type { FlowRun, FlowRunPolicy, FlowRunTransition } from "./flow-run-transition.ts";
import { RunNotFound } from "./run-not-found.ts";
import type { RunState, StateDetails } from "./run-state.ts";

export type LockedFlowRun = FlowRun & { readonly empirical_policy: FlowRunPolicy };

/** @throws RunNotFound */
export async function lockFlowRun(tx: Tx, id: string): Promise<LockedFlowRun> {
  const [run] = await tx.findRows<LockedFlowRun>(findFlowRun, [id]);
  if (run === undefined) throw new RunNotFound("flow run", id);
  return run;
}

export async function flowRunState(tx: Tx, id: string | null): Promise<RunState | null> {
  if (id === null) return null;
  const [row] = await tx.all<StateRow>(findState, [id]);
  return row === undefined ? null : stateFromRow(row);
}

export type StateRow = Omit<RunState, "details"> & { details: StateDetails | null };

export function stateFromRow({ id, type, name, timestamp, message, data, details }: StateRow): RunState {
  return { id, type, name, timestamp, message, data, details: details ?? {} };
}

/** The state as it is kept: after the current one (F2), and with the task run that stands for a child run. */
export function placed(state: RunState, { initial, run }: FlowRunTransition): RunState {
  const timestamp = initial === null ? state.timestamp : Math.max(state.timestamp, initial.timestamp + 1);
  if (run.parent_task_run_id === null) return timestamp === state.timestamp ? state : { ...state, timestamp };
  return { ...state, timestamp, details: { ...state.details, task_run_id: run.parent_task_run_id } };
}

/** Writes the state that a run enters; false when it has entered this very state before. */
export async function enterFlowRunState(tx: Tx, transition: FlowRunTransition, state: RunState): Promise<boolean> {
  const { run } = transition;
  const row = [state.id, run.id, state.type, state.name, state.timestamp, state.message, detailsOf(state), state.data];
  const [isNew] = await tx.runRows(insertState, [row]);
  if (!isNew) return false;
  const folded = foldState(run, state, transition.policy.resuming === true);
  await writeCurrentState(tx, run, { folded, endsLease: isTerminal(state.type) || isSuspension(state) });
  await writePolicy(tx, transition, state);
  if (startsNewTry(transition, state)) await beginTry(tx, run);
  if (isTerminal(state.type) && run.attempt_token !== null)
    await tx.run(endAttempt, [state.timestamp, run.id, run.attempt]);
  touchFlowRun(tx, run);
  return true;
}

/** Tells those who watch the run, and those who start runs of its deployment or its queue: one is due, or a slot is free. */
function touchFlowRun(tx: Tx, { id, deployment_id, work_queue_id }: FlowRun): void {
  tx.touch("flow-run");
  tx.touch(`flow-run:${id}`);
  if (deployment_id !== null) tx.touch(`deployment:${deployment_id}`);
  if (work_queue_id !== null) tx.touch(`work-queue:${work_queue_id}`);
}

export function detailsOf({ details }: RunState): StateDetails | null {
  for (const _ in details) return details;
  return null;
}

/** Leaves out columns that do not change, so that their indexes are not touched (engine.md S9). */
async function writeCurrentState(
  tx: Tx,
  run: FlowRun,
  { folded, endsLease }: { folded: Bookkeeping; endsLease: boolean },
): Promise<void> {
  await forgetHours(tx, "flow_run", [run.expected_start_time, folded.expected_start_time]);
  const values = current.map((column) => folded[column]);
  if (run.expected_start_time === null) {
    await tx.runRows(updateFirst, [[run.id, tx.now, ...values, folded.expected_start_time]]);
  } else if (endsLease && run.lease_expires_at !== null) {
    await tx.runRows(updateLast, [[run.id, tx.now, ...values, null]]);
  } else {
    await tx.runRows(update, [[run.id, tx.now, ...values]]);
  }
}

function isSuspension({ type, details }: RunState): boolean {
  return type === "PAUSED" && details.pause_reschedule === true;
}

async function writePolicy(tx: Tx, transition: FlowRunTransition, state: RunState): Promise<void> {
  const { run, policy, policyBefore } = transition;
  const hasResumed = policy.resuming === true && (state.type === "RUNNING" || isTerminal(state.type));
  if (policy === policyBefore && !hasResumed) return;
  await tx.runRows(updatePolicy, [[run.id, hasResumed ? { ...policy, resuming: false } : policy]]);
}

/** engine.md M0: a retried failure, by policy or by hand, begins a new try. */
function startsNewTry({ initial, proposed }: FlowRunTransition, entered: RunState): boolean {
  if (isTerminal(entered.type)) return false;
  return initial?.type === "FAILED" || (proposed.type === "FAILED" && entered.name === "AwaitingRetry");
}

/** Budgets are counted from attempt rows (engine.md L4); one that goes on in the same process keeps its token. */
async function beginTry(tx: Tx, run: FlowRun): Promise<void> {
  const attempt = run.attempt_token === null ? run.attempt : run.attempt + 1;
  await tx.runRows(updateTry, [[run.id, run.try + 1, attempt]]);
  if (run.attempt_token === null) return;
  await tx.run(endAttempt, [tx.now, run.id, run.attempt]);
  await tx.run(repeatAttempt, [attempt, "failed", tx.now, run.id, run.attempt]);
}

const current = [
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
] as const;

const findFlowRun = findForUpdate("find-flow-run-for-transition", "flow_run", [
  "id",
  ...current,
  "expected_start_time",
  "attempt",
  "try",
  "deployment_id",
  "work_queue_id",
  "parent_task_run_id",
  "infrastructure_pid",
  "attempt_token",
  "lease_expires_at",
  "empirical_policy",
]);

const stateColumns = ["id", "flow_run_id", "type", "name", "timestamp", "message", "details", "data"];
const insertState = insertOrIgnore("flow_run_state", stateColumns);
const findState = statement(
  "find-flow-run-state",
  "SELECT id, type, name, timestamp, message, details, data FROM flow_run_state WHERE id = ?",
  ["id"],
);

const update = updateFlowRun("enter-flow-run-state", current);
const updateFirst = updateFlowRun("enter-first-flow-run-state", [...current, "expected_start_time"]);
const updateLast = updateFlowRun("enter-last-flow-run-state", [...current, "lease_expires_at"]);
const updatePolicy = updateRows("update-flow-run-policy", "flow_run", ["id", "empirical_policy"]);
const updateTry = updateRows("update-flow-run-try", "flow_run", ["id", "try", "attempt"]);

function updateFlowRun(name: string, columns: readonly string[]): RowsStatement {
  return updateRows(name, "flow_run", ["id", "updated", ...columns]);
}

const endAttempt = statement(
  "end-flow-run-attempt",
  "UPDATE flow_run_attempt SET ended = ? WHERE flow_run_id = ? AND attempt = ? AND ended IS NULL",
  ["ended", "flow_run_id", "attempt"],
);
const repeatAttempt = statement(
  "repeat-flow-run-attempt",
  "INSERT INTO flow_run_attempt (flow_run_id, attempt, token, cause, started, owner) " +
    "SELECT flow_run_id, ?, token, ?, ?, owner FROM flow_run_attempt WHERE flow_run_id = ? AND attempt = ?",
  ["attempt", "cause", "started", "flow_run_id", "attempt"],
);
