import { isTerminal } from "../../../../schemas/state.ts";
import type { FlowRunEffect, FlowRunTransition } from "../../flow-run-transition.ts";

/** a run that stops occupying its deployment gives its slots back; one that ends while it waits leaves the line. */
export const releaseSlots: FlowRunEffect = {
  name: "ReleaseFlowConcurrencySlots",
  from: ["RUNNING", "CANCELLING", "PENDING", "SCHEDULED"],
  to: ["SCHEDULED", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED"],
  after(transition) {
    const { run, services } = transition;
    if (run.deployment_id === null || staysInPlace(transition)) return;
    return services.releaseSlots(run.id);
  },
};

function staysInPlace({ initial, proposed, policy }: FlowRunTransition): boolean {
  if (initial?.type === "SCHEDULED") return !isTerminal(proposed.type);
  // A try that is repeated in its process starts without asking for a slot.
  return proposed.type === "SCHEDULED" && policy.retry_type === "in_process";
}
