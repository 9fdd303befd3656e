import type { TaskRunRule } from "../../task-run-transition.ts";
import { abort, wait } from "../../verdict.ts";

/** a task starts only with a slot of each of its tags that is limited. */
export const takeTagSlots: TaskRunRule = {
  name: "SecureTaskConcurrencySlots",
  from: "any",
  to: ["RUNNING"],
  async before({ run, services }) {
    if (run.tags.length === 0) return;
    const slots = await services.takeTagSlots(run.tags, run.id);
    switch (slots.kind) {
      case "taken":
        return;
      case "closed":
        return abort(`The concurrency limit of the tag "${slots.tag}" is 0: no task with it may start.`);
      case "full":
        return wait(slots.waitSeconds, `All concurrency slots of the tag "${slots.tag}" are taken.`);
    }
  },
  async undo({ run, services }) {
    if (run.tags.length > 0) await services.releaseSlots(run.id);
  },
};
