import type { FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/** where no process could notice the request, the run is Cancelled at once. */
export const cancelAtOnceWithoutInfrastructure: FlowRunRule = {
  name: "BypassCancellingFlowRunsWithNoInfra",
  from: ["SCHEDULED", "PAUSED"],
  to: ["CANCELLING"],
  before(transition) {
    if (hasProcess(transition)) return;
    const { message } = transition.proposed;
    return putInPlace({ type: "CANCELLED", message }, "The run has no infrastructure to stop.");
  },
};

function hasProcess({ initial, run, now }: FlowRunTransition): boolean {
  const state = initial!;
  if (state.type === "PAUSED") return state.details.pause_reschedule !== true;
  if (state.name === "Resuming") return false;
  const isLeased = run.lease_expires_at !== null && run.lease_expires_at > now; // a local run between two tries
  return run.infrastructure_pid !== null || isLeased;
}
