import type { TaskRunRule } from "../../task-run-transition.ts";
import { abort, putInPlace } from "../../verdict.ts";

/** a task starts only while its flow runs. */
export const startOnlyInRunningFlows: TaskRunRule = {
  name: "PreventRunningTasksFromStoppedFlows",
  from: "any",
  to: ["RUNNING"],
  async before({ run, services }) {
    if (run.flow_run_id === null) return;
    const flowRun = await services.flowRun(run.flow_run_id);
    const type = flowRun?.state_type ?? null;
    if (type === "RUNNING") return;
    if (type !== "PAUSED") return abort(`The flow of the task is not running (${type ?? "it has no state"}).`);
    return putInPlace(
      { type: "PAUSED", name: "NotReady", message: "The flow is paused.", details: { pause_reschedule: false } },
      "The flow of the task is paused.",
    );
  },
};
