import type { TaskRunRule } from "../../task-run-transition.ts";

/** the name of Running says whether the run ran before. */
export const renameReruns: TaskRunRule = {
  name: "RenameReruns",
  from: "any",
  to: ["RUNNING"],
  before(transition) {
    const { run, initial, proposed } = transition;
    if (run.run_count === 0) return;
    const name = initial?.name === "AwaitingRetry" ? "Retrying" : "Rerunning";
    transition.proposed = { ...proposed, name };
  },
};
