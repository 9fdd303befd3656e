import { RunNotFound } from "../../run-not-found.ts";
import type { TaskRunRule } from "../../task-run-transition.ts";

/** a task run that starts notes in which run of its flow that was. */
export const trackFlowRunCount: TaskRunRule = {
  name: "UpdateFlowRunTrackerOnTasks",
  from: "any",
  to: ["RUNNING"],
  async before(transition) {
    const { run, services } = transition;
    if (run.flow_run_id === null) return;
    const flowRun = await services.flowRun(run.flow_run_id);
    if (flowRun === null) throw new RunNotFound("flow run", run.flow_run_id);
    transition.run = { ...run, flow_run_run_count: flowRun.run_count };
  },
};
