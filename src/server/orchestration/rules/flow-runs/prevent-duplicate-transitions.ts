import type { FlowRunRule } from "../../flow-run-transition.ts";
import { keepCurrentState } from "../../verdict.ts";

/** a proposal that is sent again changes nothing. */
export const preventDuplicateTransitions: FlowRunRule = {
  name: "PreventDuplicateTransitions",
  from: "any",
  to: "any",
  before({ initial, proposed }) {
    const transition = proposed.details.transition_id;
    if (!transition || initial?.details.transition_id !== transition) return;
    return keepCurrentState("The run has made this transition already.");
  },
};
