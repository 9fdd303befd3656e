import { stateTypes } from "../../../../schemas/state.ts";
import { except } from "../../rule.ts";
import type { TaskRunEffect } from "../../task-run-transition.ts";

/** a task run that stops running gives its slots back. */
export const releaseSlots: TaskRunEffect = {
  name: "ReleaseTaskConcurrencySlots",
  from: ["RUNNING", "CANCELLING"],
  to: except(stateTypes, "RUNNING", "CANCELLING"),
  after: ({ run, services }) => services.releaseSlots(run.id),
};
