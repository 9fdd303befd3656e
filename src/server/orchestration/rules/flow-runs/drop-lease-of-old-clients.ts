import type { FlowRunRule } from "../../flow-run-transition.ts";
import { renewsLeases } from "../../renews-leases.ts";

/** a client that does not renew leases keeps its slots until its run ends. */
export const dropLeaseOfOldClients: FlowRunRule = {
  name: "RemoveDeploymentConcurrencyLeaseForOldClientVersions",
  from: ["PENDING"],
  to: ["RUNNING", "CANCELLING"],
  async before(transition) {
    const { deployment_concurrency_lease_id: lease, ...details } = transition.proposed.details;
    if (!lease || renewsLeases(transition)) return;
    await transition.services.keepSlotsWithoutLease(lease);
    transition.proposed = { ...transition.proposed, details };
  },
};
