import { stateTypes } from "../../../../schemas/state.ts";
import type { FlowRunRule } from "../../flow-run-transition.ts";
import { except } from "../../rule.ts";
import { keepCurrentState } from "../../verdict.ts";

/** a run that is being cancelled ends as Cancelled, whatever its engine still says. */
export const finishCancelling: FlowRunRule = {
  name: "EnforceCancellingToCancelledTransition",
  from: ["CANCELLING"],
  to: except(stateTypes, "CANCELLED"),
  before: () => keepCurrentState("The run is being cancelled and can only become Cancelled."),
};
