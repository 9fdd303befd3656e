import type { FlowRunRule } from "../../flow-run-transition.ts";
import { abort } from "../../verdict.ts";

/** Terminal is final for the process that executes the run; leaving such a state takes an action of somebody else. */
export const attemptsCannotLeaveTerminalStates: FlowRunRule = {
  name: "AttemptsCannotLeaveTerminalStates",
  from: ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"],
  to: "any",
  before({ attempt, initial }) {
    if (attempt !== undefined) return abort(`The run has ended as ${initial?.name}.`);
  },
};
