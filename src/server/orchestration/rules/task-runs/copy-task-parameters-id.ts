import type { TaskRunRule } from "../../task-run-transition.ts";

/** a background task that becomes Pending remembers where its parameters are kept. */
export const copyTaskParametersId: TaskRunRule = {
  name: "CopyTaskParametersID",
  from: ["SCHEDULED"],
  to: ["PENDING"],
  before(transition) {
    const { initial, proposed } = transition;
    const id = initial!.details.task_parameters_id;
    if (!id || proposed.details.task_parameters_id) return;
    transition.proposed = { ...proposed, details: { ...proposed.details, task_parameters_id: id } };
  },
};
