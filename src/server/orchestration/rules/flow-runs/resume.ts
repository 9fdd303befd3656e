import { isTerminal } from "../../../../schemas/state.ts";
import type { FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { timeOf } from "../../run-state.ts";
import { keepCurrentState, putInPlace, type Verdict } from "../../verdict.ts";

/** how a paused flow goes on. Unlike in Prefect it can be cancelled too. */
export const resume: FlowRunRule = {
  name: "HandleResumingPausedFlows",
  from: ["PAUSED"],
  to: "any",
  before(transition) {
    if (isTerminal(transition.proposed.type) || transition.proposed.type === "CANCELLING") return;
    const verdict = objection(transition);
    if (verdict !== undefined) return verdict;
    transition.policy = { ...transition.policy, resuming: true };
  },
};

function objection({ initial, proposed, run, now }: FlowRunTransition): Verdict | undefined {
  const { pause_reschedule: isSuspended, pause_timeout: timeout } = initial!.details;
  if (proposed.type !== "RUNNING" && proposed.type !== "SCHEDULED")
    return keepCurrentState(`A paused flow cannot become ${proposed.name}; it can be resumed or ended.`);
  if (isSuspended && run.deployment_id === null && run.attempt_token === null)
    return keepCurrentState("A suspended run without a deployment cannot be resumed: nothing would start it.");
  const expiry = timeOf(timeout);
  if (expiry === null || expiry >= now) return undefined;
  const message = `The flow was ${isSuspended ? "suspended" : "paused"} and not resumed in time.`;
  return putInPlace({ type: "FAILED", message }, "The time for resuming the flow has passed.");
}
