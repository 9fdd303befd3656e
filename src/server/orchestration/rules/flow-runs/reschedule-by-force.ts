import type { FlowRunRule } from "../../flow-run-transition.ts";

/** A run that is scheduled by force has no process that waits for its next try: workers may take it, its slots are free. */
export const rescheduleByForce: FlowRunRule = {
  name: "RescheduleForcedRuns",
  from: "any",
  to: ["SCHEDULED"],
  before(transition) {
    const { policy } = transition;
    if (policy.retry_type === "in_process") transition.policy = { ...policy, retry_type: "reschedule" };
  },
};
