import type { FlowRunRule } from "../../flow-run-transition.ts";
import { hasPersistedResult } from "../../run-state.ts";
import { keepCurrentState } from "../../verdict.ts";

/** also by force, a completed run with a result does not become one without. */
export const keepResult: FlowRunRule = {
  name: "PreventResultDataLoss",
  from: ["COMPLETED"],
  to: ["COMPLETED"],
  before({ initial, proposed }) {
    if (!hasPersistedResult(initial!) || hasPersistedResult(proposed)) return;
    return keepCurrentState("The run has completed with a result, which this state would lose.");
  },
};
