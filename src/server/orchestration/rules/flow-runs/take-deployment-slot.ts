import { isoFromMicros } from "../../../../lib/clock.ts";
import { stateTypes } from "../../../../schemas/state.ts";
import type { DeploymentLimit, FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { except } from "../../rule.ts";
import type { RunState } from "../../run-state.ts";
import { abort, putInPlace, type Verdict } from "../../verdict.ts";

/** How long a run waits before it is offered to workers again. Source: Prefect's default of `server.deployments`. */
const slotWaitSeconds = 30;

/** a run of a deployment with a concurrency limit starts only with a slot. */
export const takeDeploymentSlot: FlowRunRule = {
  name: "SecureFlowConcurrencySlots",
  from: except(stateTypes, "PENDING", "RUNNING", "CANCELLING"),
  to: ["PENDING"],
  async before(transition) {
    const { run, services } = transition;
    if (run.deployment_id === null) return;
    const limit = await services.deploymentLimit(run.deployment_id);
    if (limit === "none") return;
    if (limit === "missing") return abort("The run's deployment does not exist any more.");
    if (limit.slots === 0) return abort("The deployment's concurrency limit is 0: none of its runs may start.");
    const lease = await services.takeSlot(limit, run.id);
    if (lease === null) return notNow(transition, limit);
    transition.proposed = withLease(transition.proposed, lease);
  },
  async undo({ run, proposed, services }) {
    if (proposed.details.deployment_concurrency_lease_id) await services.releaseSlots(run.id);
  },
};

function notNow({ now }: FlowRunTransition, limit: DeploymentLimit): Verdict {
  switch (limit.whenFull) {
    case "ENQUEUE": {
      const details = { scheduled_time: isoFromMicros(now + slotWaitSeconds * 1_000_000) };
      return putInPlace(
        { type: "SCHEDULED", name: "AwaitingConcurrencySlot", details },
        "All concurrency slots of the deployment are taken.",
      );
    }
    case "CANCEL_NEW":
      return putInPlace(
        { type: "CANCELLED", message: "All concurrency slots of the deployment were taken." },
        "All concurrency slots of the deployment are taken, and it cancels new runs then.",
      );
  }
}

export function withLease(state: RunState, lease: string): RunState {
  return { ...state, details: { ...state.details, deployment_concurrency_lease_id: lease } };
}
