import { uuidv7 } from "../../../../lib/uuid.ts";
import type { FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { abort, keepCurrentState, type Verdict } from "../../verdict.ts";

/**
 * a running flow pauses once for each pause key, and is suspended only where something can start it again: the
 * workers of its deployment, or a process that goes on with a run of ours (engine.md R1).
 */
export const pause: FlowRunRule = {
  name: "HandlePausingFlows",
  from: "any",
  to: ["PAUSED"],
  before(transition) {
    return objection(transition) ?? rememberKey(transition);
  },
};

function objection({ initial, proposed, policy, run }: FlowRunTransition): Verdict | undefined {
  const verb = proposed.details.pause_reschedule ? "suspended" : "paused";
  if (initial === null) return abort(`A run that has not started cannot be ${verb}.`);
  if (initial.type !== "RUNNING")
    return keepCurrentState(`Only a running flow can be ${verb}; this one is ${initial.name}.`);
  const key = proposed.details.pause_key;
  if (key && policy.pause_keys?.includes(key)) return keepCurrentState("The flow has been through this pause already.");
  if (!proposed.details.pause_reschedule) return undefined;
  if (run.parent_task_run_id !== null) return abort("A child flow cannot be suspended; suspend its parent.");
  if (run.deployment_id === null && run.attempt_token === null)
    return abort("A run without a deployment cannot be suspended: nothing would start it again.");
  return undefined;
}

function rememberKey(transition: FlowRunTransition): undefined {
  const { policy, proposed } = transition;
  const key = proposed.details.pause_key ?? uuidv7();
  transition.policy = { ...policy, pause_keys: [...(policy.pause_keys ?? []), key] };
}
