import { isTerminal, stateTypes } from "../../../../schemas/state.ts";
import { except } from "../../rule.ts";
import type { TaskRunEffect, TaskRunTransition } from "../../task-run-transition.ts";

/** a task run that stops running gives its slots back; one that ends while it waits leaves the line. */
export const releaseSlots: TaskRunEffect = {
  name: "ReleaseTaskConcurrencySlots",
  from: ["RUNNING", "CANCELLING", "PENDING", "SCHEDULED"],
  to: except(stateTypes, "RUNNING", "CANCELLING"),
  after(transition) {
    if (mayHoldSlots(transition)) return transition.services.releaseSlots(transition.run.id);
  },
};

function mayHoldSlots({ initial, proposed, run }: TaskRunTransition): boolean {
  if (initial?.type === "RUNNING" || initial?.type === "CANCELLING") return true; // also slots that its client took itself
  return run.tags.length > 0 && isTerminal(proposed.type);
}
