import type { TaskRunEffect } from "../../task-run-transition.ts";

/** a background task that is scheduled wakes the workers that serve it; the row itself is the queue. */
export const wakeTaskWorkers: TaskRunEffect = {
  name: "EnqueueScheduledTasks",
  from: "any",
  to: ["SCHEDULED"],
  after({ run, proposed, services }) {
    if (proposed.details.deferred) services.wakeTaskWorkers(run.task_key);
  },
};
