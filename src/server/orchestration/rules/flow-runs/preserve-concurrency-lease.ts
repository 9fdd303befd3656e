import type { FlowRunRule } from "../../flow-run-transition.ts";

/** the lease of a run's deployment slot goes from state to state. */
export const preserveConcurrencyLease: FlowRunRule = {
  name: "PreserveDeploymentConcurrencyLeaseId",
  from: "any",
  to: "any",
  before(transition) {
    const lease = transition.initial?.details.deployment_concurrency_lease_id;
    const { proposed } = transition;
    if (!lease || proposed.details.deployment_concurrency_lease_id) return;
    transition.proposed = { ...proposed, details: { ...proposed.details, deployment_concurrency_lease_id: lease } };
  },
};
