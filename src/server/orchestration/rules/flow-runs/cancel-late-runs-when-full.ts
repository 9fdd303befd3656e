import type { FlowRunRule } from "../../flow-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/** where a deployment cancels new runs when it is full, a late one is cancelled instead of waiting. */
export const cancelLateRunsWhenFull: FlowRunRule = {
  name: "EnforceDeploymentConcurrencyOnLate",
  from: ["SCHEDULED"],
  to: ["SCHEDULED"],
  async before({ run, proposed, services }) {
    if (proposed.name !== "Late" || run.deployment_id === null) return;
    const limit = await services.deploymentLimit(run.deployment_id);
    if (typeof limit === "string" || limit.whenFull !== "CANCEL_NEW") return;
    if (await services.hasFreeSlot(limit)) return;
    return putInPlace(
      { type: "CANCELLED", message: "All concurrency slots of the deployment were taken." },
      "All concurrency slots of the deployment are taken, and it cancels new runs then.",
    );
  },
};
