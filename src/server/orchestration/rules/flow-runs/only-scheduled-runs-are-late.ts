import type { FlowRunRule } from "../../flow-run-transition.ts";
import { keepCurrentState } from "../../verdict.ts";

/** only a scheduled run that is not Late yet becomes Late. */
export const onlyScheduledRunsAreLate: FlowRunRule = {
  name: "EnsureOnlyScheduledFlowsMarkedLate",
  from: "any",
  to: ["SCHEDULED"],
  before({ initial, proposed }) {
    if (proposed.name !== "Late") return;
    if (initial?.type !== "SCHEDULED") return keepCurrentState("Only a scheduled run can be late.");
    if (initial.name === "Late") return keepCurrentState("The run is marked Late already.");
    return undefined;
  },
};
