import { uuidv7 } from "../../lib/uuid.ts";
import type { Tx } from "../db/store.ts";
import type { FlowRun } from "./flow-run-transition.ts";
import type { RunState } from "./run-state.ts";
import { enterTaskRunState, findTaskRun } from "./task-run-rows.ts";

/** The task run that stands for a child flow run in its parent shows the child's states (features F-050). */
export async function mirrorOnTrackingTask(tx: Tx, child: FlowRun, state: RunState): Promise<void> {
  if (child.parent_task_run_id === null) return;
  const task = await findTaskRun(tx, child.parent_task_run_id);
  if (task === undefined) return; // a client that records its tasks itself may be late with this one
  const { task_run_id: _, ...details } = state.details;
  await enterTaskRunState(tx, task, { ...state, id: uuidv7(), details: { ...details, child_flow_run_id: child.id } });
}
