import type { FlowRunRule } from "../../flow-run-transition.ts";
import type { RunState } from "../../run-state.ts";
import { abort } from "../../verdict.ts";

/**
 * of several processes that want to start a run the first wins.
 *
 * A run that is Pending may only become Pending under another name, such as Submitting, by the one who has it. Unlike
 * Prefect's, a run of a deployment that has ended is refused, too: a worker whose list of due runs is older than the
 * end would run it again. A retry of one goes by way of Scheduled.
 */
export const firstPendingWins: FlowRunRule = {
  name: "PreventPendingTransitions",
  from: ["PENDING", "CANCELLING", "RUNNING", "CANCELLED", "COMPLETED", "FAILED", "CRASHED"],
  to: ["PENDING"],
  before(transition) {
    const initial = transition.initial!;
    const { proposed, run } = transition;
    if (run.deployment_id === null && mayStartAgain.has(initial.type)) return undefined;
    const isRenamed = initial.type === "PENDING" && proposed.name !== initial.name && proposed.name !== "Pending";
    if (!isRenamed) return abort(`The run is ${initial.name} already and cannot be started again.`);
    transition.proposed = { ...proposed, details: { ...kept(initial), ...proposed.details } };
  },
};

/** A child run that goes on with its parent, or one that somebody starts again by hand. */
const mayStartAgain: ReadonlySet<string> = new Set(["COMPLETED", "FAILED", "CRASHED"]);

function kept({ details }: RunState): RunState["details"] {
  const { scheduled_time, deployment_concurrency_lease_id } = details;
  return {
    ...(scheduled_time ? { scheduled_time } : {}),
    ...(deployment_concurrency_lease_id ? { deployment_concurrency_lease_id } : {}),
  };
}
