import { uuidv7 } from "../../lib/uuid.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { PutFlowRun } from "./flow-run-services.ts";
import type { FlowRunTransition } from "./flow-run-transition.ts";
import type { RunState, StateProposal } from "./run-state.ts";
import { enterTaskRunState, lockTaskRun } from "./task-run-rows.ts";
import { taskRunServices } from "./task-run-services.ts";

/** How the work of a run ends: with its crash, by being cancelled, or because the run ended without it. */
type Ending = "crash" | "cancellation" | "end";

/**
 * When a run ends other than by its own engine, nobody is left to end its task runs and children: they end with it
 * (engine.md C5, L4). Children that run on their own infrastructure are asked to stop.
 */
export async function closeWhatItLeaves(
  tx: Tx,
  transition: FlowRunTransition,
  { state, endChild }: { state: RunState; endChild: PutFlowRun },
): Promise<void> {
  const { run } = transition;
  const ending = endingOf(transition, state);
  if (run.start_time === null || ending === undefined) return;
  await closeChildRuns(tx, run.id, { ending, endChild });
  await closeTaskRuns(tx, run.id, ending);
}

/** Undefined where nothing is left: an engine that completes or fails its run has ended the tasks itself. */
function endingOf({ initial, run, attempt, leavesCalls }: FlowRunTransition, { type }: RunState): Ending | undefined {
  switch (type) {
    case "CRASHED":
      return "crash";
    case "CANCELLED":
      return "cancellation";
    case "FAILED":
    case "COMPLETED":
      if (initial?.type === "PAUSED" && type === "FAILED") return "cancellation"; // for too long: its engine is not asked
      // Calls of an earlier attempt that the last one did not ask for may still wait for their retry.
      return attempt !== undefined && (leavesCalls || run.attempt > 1) ? "end" : undefined;
    case "SCHEDULED":
    case "PENDING":
    case "RUNNING":
    case "PAUSED":
    case "CANCELLING":
      return undefined;
  }
}

/** Ends every open task run of a flow run; returns how many there were. */
export async function closeTaskRuns(tx: Tx, flowRunId: string, ending: Ending): Promise<number> {
  const open = await tx.all<{ id: string }>(openTaskRuns[ending], [flowRunId]);
  for (const { id } of open) {
    const run = await lockTaskRun(tx, id);
    await enterTaskRunState(tx, run, { ...closing(ending), id: uuidv7(), timestamp: tx.now, data: null, details: {} });
    await taskRunServices(tx).releaseSlots(id);
  }
  return open.length;
}

/** Ends the children of a flow run that share its process, and asks the others to stop; returns how many it told. */
export async function closeChildRuns(
  tx: Tx,
  flowRunId: string,
  { ending, endChild }: { ending: Ending; endChild: PutFlowRun },
): Promise<number> {
  type Child = { id: string; deployment_id: string | null; lease_expires_at: number | null };
  const children = await tx.all<Child>(openChildRuns, [flowRunId]);
  let told = 0;
  for (const child of children) {
    const isElsewhere = child.deployment_id !== null;
    if (ending === "end" && isElsewhere) continue;
    if (ending === "crash" && (isElsewhere || (child.lease_expires_at ?? 0) > tx.now)) continue;
    await endChild(child.id, isElsewhere ? askToStop : closing(ending));
    told += 1;
  }
  return told;
}

const askToStop: StateProposal = { type: "CANCELLING", message: "The parent flow run was cancelled." };

type Closed = Pick<RunState, "name" | "message"> & { type: "CRASHED" | "CANCELLED" };

function closing(ending: Ending): Closed {
  return ending === "crash"
    ? { type: "CRASHED", name: "Crashed", message: "Left behind when its flow run crashed." }
    : { type: "CANCELLED", name: "Cancelled", message: "Left behind when its flow run was ended." };
}

const isNotFinal = "state_type NOT IN ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED')";

// After a crash, calls that wait for their next retry keep their state: a retry of the flow goes on with their budget.
// A call whose upstream failed stays Pending in a run that ends by itself, as Prefect has it.
const openTaskRuns = {
  crash: openTaskRunsWhere("find-crashed-task-runs", "state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"),
  cancellation: openTaskRunsWhere("find-open-task-runs", isNotFinal),
  end: openTaskRunsWhere("find-left-task-runs", `(${isNotFinal} AND state_name <> 'NotReady')`),
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
