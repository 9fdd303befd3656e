import type { FlowRunRule } from "../../flow-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/**
 * A run that is late because its deployment is full says so (pain P25): workers are offered no run without a slot. It
 * stays due, so that it is offered as soon as there is one.
 */
export const nameWhatLateRunsWaitFor: FlowRunRule = {
  name: "NameWhatLateRunsWaitFor",
  from: ["SCHEDULED"],
  to: ["SCHEDULED"],
  async before({ run, proposed, services }) {
    if (proposed.name !== "Late" || run.deployment_id === null) return;
    const limit = await services.deploymentLimit(run.deployment_id);
    if (typeof limit === "string" || limit.whenFull !== "ENQUEUE" || (await services.hasFreeSlot(limit))) return;
    const scheduled_time = proposed.details.scheduled_time ?? null;
    return putInPlace(
      { type: "SCHEDULED", name: "AwaitingConcurrencySlot", details: { scheduled_time } },
      "All concurrency slots of the deployment are taken.",
    );
  },
};
