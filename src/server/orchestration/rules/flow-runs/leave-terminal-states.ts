import { isTerminal } from "../../../../schemas/state.ts";
import type { FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { hasPersistedResult } from "../../run-state.ts";
import { abort, keepCurrentState, type Verdict } from "../../verdict.ts";

/** which ways lead out of a terminal state. */
export const leaveTerminalStates: FlowRunRule = {
  name: "HandleFlowTerminalStateTransitions",
  from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"],
  to: "any",
  before(transition) {
    return objection(transition) ?? startAfresh(transition);
  },
};

function objection({ run, initial, proposed }: FlowRunTransition): Verdict | undefined {
  const state = initial!;
  if (["CANCELLING", "PAUSED", "CRASHED"].includes(proposed.type)) return abort(`The run has ended as ${state.name}.`);
  if (state.type === "COMPLETED" && hasPersistedResult(state) && losesResult(proposed))
    return keepCurrentState("The run has completed and its result is kept.");
  if (proposed.type === "SCHEDULED" && run.deployment_id === null)
    return abort("A run without a deployment cannot be scheduled again: nothing would start it.");
  return undefined;
}

function losesResult(proposed: FlowRunTransition["proposed"]): boolean {
  return !isTerminal(proposed.type) || (proposed.type === "COMPLETED" && !hasPersistedResult(proposed));
}

function startAfresh(transition: FlowRunTransition): undefined {
  const { proposed, policy } = transition;
  if (isTerminal(proposed.type)) return;
  const retryType = proposed.type === "SCHEDULED" ? "reschedule" : null;
  transition.policy = { ...policy, resuming: false, pause_keys: [], retry_type: retryType };
}
