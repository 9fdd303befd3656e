import type { DeploymentLimit, FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { renewsLeases } from "../../renews-leases.ts";
import { putInPlace } from "../../verdict.ts";
import { withLease } from "./take-deployment-slot.ts";

/** a run whose slot was lost while its infrastructure started takes another, or is cancelled. */
export const keepSlotAtStart: FlowRunRule = {
  name: "ValidateDeploymentConcurrencyAtRunning",
  from: ["PENDING"],
  to: ["RUNNING"],
  async before(transition) {
    const { run, services, proposed } = transition;
    const lease = proposed.details.deployment_concurrency_lease_id;
    if (run.deployment_id === null || !lease || !renewsLeases(transition)) return;
    const limit = await services.deploymentLimit(run.deployment_id);
    if (typeof limit === "string" || (await services.renewLease(lease, limit.leaseSeconds))) return;
    return takeAnotherSlot(transition, limit);
  },
};

async function takeAnotherSlot(transition: FlowRunTransition, limit: DeploymentLimit) {
  const lease = await transition.services.takeSlot(limit, transition.run.id);
  if (lease === null)
    return putInPlace(
      { type: "CANCELLED", message: "Its concurrency slot was lost while its infrastructure started." },
      "The deployment's concurrency slot was lost and no other is free.",
    );
  transition.proposed = withLease(transition.proposed, lease);
  return undefined;
}
