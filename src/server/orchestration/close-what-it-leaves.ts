import { uuidv7 } from "../../lib/uuid.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { PutFlowRun } from "./flow-run-services.ts";
import type { FlowRunTransition } from "./flow-run-transition.ts";
import type { RunState, StateProposal } from "./run-state.ts";
import { enterTaskRunState, lockTaskRun } from "./task-run-rows.ts";
import { taskRunServices } from "./task-run-services.ts";

type ClosedAs = "CRASHED" | "CANCELLED";

/**
 * When a run ends other than by its own engine, nobody is left to end its task runs and children: they end with it
 * (engine.md C5, L4). Children that run on their own infrastructure are asked to stop.
 */
export async function closeWhatItLeaves(
  tx: Tx,
  { run, initial }: FlowRunTransition,
  { state, endChild }: { state: RunState; endChild: PutFlowRun },
): Promise<void> {
  if (run.start_time === null || !leavesWork(initial, state)) return;
  const as: ClosedAs = state.type === "CRASHED" ? "CRASHED" : "CANCELLED";
  await closeChildRuns(tx, run.id, { as, endChild });
  await closeTaskRuns(tx, run.id, as);
}

/** An engine that completes or fails its run has ended the tasks itself; one that is paused too long is not asked. */
function leavesWork(initial: RunState | null, { type }: RunState): boolean {
  return type === "CRASHED" || type === "CANCELLED" || (type === "FAILED" && initial?.type === "PAUSED");
}

/** Ends every open task run of a flow run; returns how many there were. */
export async function closeTaskRuns(tx: Tx, flowRunId: string, as: ClosedAs): Promise<number> {
  const open = await tx.all<{ id: string }>(openTaskRuns[as], [flowRunId]);
  for (const { id } of open) {
    const run = await lockTaskRun(tx, id);
    await enterTaskRunState(tx, run, { ...closing(as), id: uuidv7(), timestamp: tx.now, data: null, details: {} });
    await taskRunServices(tx).releaseSlots(id);
  }
  return open.length;
}

/** Ends the children of a flow run that share its process, and asks the others to stop; returns how many it told. */
export async function closeChildRuns(
  tx: Tx,
  flowRunId: string,
  { as, endChild }: { as: ClosedAs; endChild: PutFlowRun },
): Promise<number> {
  type Child = { id: string; deployment_id: string | null; lease_expires_at: number | null };
  const children = await tx.all<Child>(openChildRuns, [flowRunId]);
  let told = 0;
  for (const child of children) {
    const outlivesCrash = child.deployment_id !== null || (child.lease_expires_at ?? 0) > tx.now;
    if (as === "CRASHED" && outlivesCrash) continue;
    await endChild(child.id, child.deployment_id === null ? closing(as) : askToStop);
    told += 1;
  }
  return told;
}

const askToStop: StateProposal = { type: "CANCELLING", message: "The parent flow run was cancelled." };

function closing(as: ClosedAs) {
  return as === "CRASHED"
    ? { type: as, name: "Crashed", message: "Left behind when its flow run crashed." }
    : { type: as, name: "Cancelled", message: "Left behind when its flow run was ended." };
}

// After a crash, calls that wait for their next retry keep their state: a retry of the flow goes on with their budget.
const openTaskRuns = {
  CRASHED: openTaskRunsWhere("find-crashed-task-runs", "state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"),
  CANCELLED: openTaskRunsWhere(
    "find-open-task-runs",
    "state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')",
  ),
};

function openTaskRunsWhere(name: string, isOpen: string) {
  return statement(
    name,
    `SELECT id FROM task_run WHERE flow_run_id = ? AND (state_type IS NULL OR ${isOpen}) ORDER BY id`,
    ["flow_run_id"],
  );
}

const openChildRuns = statement(
  "find-open-child-runs",
  "SELECT f.id, f.deployment_id, f.lease_expires_at FROM task_run t JOIN flow_run f ON f.parent_task_run_id = t.id " +
    "WHERE t.flow_run_id = ? AND f.state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'CANCELLING')",
  ["flow_run_id"],
);
