import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { Filters } from "../../db/filters/related.ts";
import { readFlowRun } from "../../db/runs/flow-runs.ts";
import { graphArtifacts, graphCalls } from "../../db/runs/run-graph.ts";
import { statesOfRun } from "../../db/runs/run-states.ts";
import { listTaskRuns } from "../../db/runs/task-runs.ts";
import { badRequest, found } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { secondsOnWire } from "../on-wire/time.ts";
import { taskRunOnWire } from "../on-wire/task-run.ts";
import { graphOf } from "./run-graph.ts";
import { serve } from "../http/serve.ts";

export const servedGraphs = [
  serve("GET /flow_runs/{id:uuid}/graph-v2", async ({ params, query }, { store, settings }) => {
    const run = found(await readFlowRun(store, params.id), missingFlowRun);
    const [calls, artifacts, states] = await Promise.all([
      graphCalls(store, params.id, settings.maxGraphNodes + 1),
      graphArtifacts(store, params.id, settings.maxGraphArtifacts + 1),
      statesOfRun(store, "flow_run", params.id),
    ]);
    refuseLarger(params.id, calls.length, { most: settings.maxGraphNodes, what: "nodes" });
    refuseLarger(params.id, artifacts.length, { most: settings.maxGraphArtifacts, what: "artifacts" });
    const since = query.since === undefined ? undefined : microsFromWire(query.since);
    return graphOf({ run, calls, artifacts, states, since });
  }),

  serve("GET /flow_runs/{id:uuid}/graph", async ({ params }, { store, clock, settings }) => {
    const list = { filters: ofFlowRun(params.id), limit: settings.maxGraphNodes + 1, offset: 0 };
    const rows = await listTaskRuns(store, { ...list, sort: "EXPECTED_START_TIME_ASC" });
    const runs = rows.map((run) => ({ run, shown: taskRunOnWire(run, clock.now()) }));
    refuseLarger(params.id, runs.length, { most: settings.maxGraphNodes, what: "nodes" });
    return runs.map(({ run, shown }) => ({
      id: shown.id,
      name: shown.name,
      upstream_dependencies: Object.values(shown.task_inputs)
        .flat()
        .filter((input) => input.input_type === "task_run"),
      state: shown.state,
      expected_start_time: shown.expected_start_time,
      start_time: shown.start_time,
      end_time: shown.end_time,
      total_run_time: secondsOnWire(run.total_run_time),
      estimated_run_time: shown.estimated_run_time,
      untrackable_result: shown.state?.state_details.untrackable_result ?? false,
    }));
  }),
];

function ofFlowRun(id: string): Filters {
  return { task_runs: { operator: "and_", flow_run_id: { operator: "and_", any_: [id], is_null_: false } } };
}

function refuseLarger(id: string, count: number, { most, what }: { most: number; what: string }): void {
  if (count > most) throw badRequest(`The graph of flow run ${id} has more than ${most} ${what}.`);
}
