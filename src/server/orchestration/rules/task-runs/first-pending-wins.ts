import type { TaskRunRule } from "../../task-run-transition.ts";
import { abort } from "../../verdict.ts";

/** R-06 for background tasks: of several task workers that want to start a run the first wins. */
export const firstPendingWins: TaskRunRule = {
  name: "PreventPendingTransitions",
  from: ["PENDING", "CANCELLING", "RUNNING", "CANCELLED"],
  to: ["PENDING"],
  before: ({ initial }) => abort(`The run is ${initial!.name} already and cannot be started again.`),
};
