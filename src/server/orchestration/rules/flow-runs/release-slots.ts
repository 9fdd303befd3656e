import type { FlowRunEffect } from "../../flow-run-transition.ts";

/** a run that stops occupying its deployment gives its slots back. */
export const releaseSlots: FlowRunEffect = {
  name: "ReleaseFlowConcurrencySlots",
  from: ["RUNNING", "CANCELLING", "PENDING"],
  to: ["SCHEDULED", "COMPLETED", "FAILED", "CANCELLED", "CRASHED", "PAUSED"],
  after({ run, proposed, policy, services }) {
    const waitsInProcess = proposed.type === "SCHEDULED" && policy.retry_type === "in_process";
    if (run.deployment_id === null || waitsInProcess) return; // its process lives on and starts without asking for a slot
    return services.releaseSlots(run.id);
  },
};
