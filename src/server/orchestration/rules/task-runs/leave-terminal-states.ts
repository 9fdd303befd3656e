import type { TaskRunRule, TaskRunTransition } from "../../task-run-transition.ts";
import { hasPersistedResult } from "../../run-state.ts";
import { abort, keepCurrentState, type Verdict } from "../../verdict.ts";

/** which ways lead out of a terminal state; a run that leaves one has its retries again. */
export const leaveTerminalStates: TaskRunRule = {
  name: "HandleTaskTerminalStateTransitions",
  from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"],
  to: "any",
  async before(transition) {
    const verdict = objection(transition);
    if (verdict !== undefined) return verdict;
    const isRetried = transition.proposed.type === "RUNNING" && (await isRetryOfFlow(transition));
    if (isRetried) transition.proposed = { ...transition.proposed, name: "Retrying" };
    transition.run = { ...transition.run, run_count: 0 };
  },
};

function objection({ initial, proposed }: TaskRunTransition): Verdict | undefined {
  const state = initial!;
  if (["CANCELLING", "PAUSED", "CRASHED"].includes(proposed.type)) return abort(`The run has ended as ${state.name}.`);
  if (state.type !== "COMPLETED" || !hasPersistedResult(state)) return undefined;
  return keepCurrentState("The run has completed and its result is kept.");
}

async function isRetryOfFlow({ run, services }: TaskRunTransition): Promise<boolean> {
  if (run.flow_run_id === null) return false;
  const flowRun = await services.flowRun(run.flow_run_id);
  return flowRun !== null && run.flow_run_run_count < flowRun.run_count;
}
