import { isoFromMicros } from "../../lib/clock.ts";
import { withPlainNumbers } from "../../lib/exact-json.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { stateTypes } from "../../schemas/state.ts";
import type { CountByState } from "../../schemas/ui.ts";
import { countDeploymentsByFlow } from "../db/deployments/deployments.ts";
import { countRunsByState } from "../db/runs/count-runs.ts";
import { listFlowRuns } from "../db/runs/flow-runs.ts";
import { estimatedRunTime, lateness } from "../db/runs/run-estimates.ts";
import { readTaskRunWithFlowRunName } from "../db/runs/task-runs.ts";
import { countEndedTaskRuns, countTaskRunsByFlowRun, nextRunsByFlow } from "../db/ui.ts";
import { schemaErrors } from "../json-schema.ts";
import { found, unprocessable } from "./http/api-error.ts";
import { secondsOnWire } from "./on-wire/time.ts";
import { taskRunOnWire } from "./on-wire/task-run.ts";
import { schemaErrorsOnWire } from "./on-wire/schema-errors.ts";
import { serve } from "./http/serve.ts";

const dashboardBuckets = 20;

/** What Prefect's UI asks beyond the public API. */
export const servedUi = [
  serve("POST /ui/flow_runs/history", async ({ body }, { store, clock }) => {
    const { sort, limit, offset } = body;
    const list = { filters: body, sort: sort ?? "EXPECTED_START_TIME_DESC", limit: limit ?? 1000, offset: offset ?? 0 };
    const now = clock.now();
    const runs = await listFlowRuns(store, list);
    return runs.flatMap((run) => {
      const timestamp = run.start_time ?? run.expected_start_time;
      if (run.state_type === null || timestamp === null) return [];
      return {
        id: run.id,
        state_type: run.state_type,
        timestamp: isoFromMicros(timestamp),
        duration: secondsOnWire(estimatedRunTime(run, now)),
        lateness: secondsOnWire(lateness(run, now)),
      };
    });
  }),

  serve("POST /ui/flow_runs/count-task-runs", async ({ body }, { store }) => {
    const counts = await countTaskRunsByFlowRun(store, body.flow_run_ids);
    return Object.fromEntries(body.flow_run_ids.map((id) => [id, counts.get(id.toLowerCase()) ?? 0]));
  }),

  serve("POST /ui/flows/count-deployments", async ({ body }, { store }) => {
    const counts = await countDeploymentsByFlow(store, body.flow_ids);
    return Object.fromEntries(body.flow_ids.map((id) => [id, counts.get(id.toLowerCase()) ?? 0]));
  }),

  serve("POST /ui/flows/next-runs", async ({ body }, { store }) => {
    const next = new Map((await nextRunsByFlow(store, body.flow_ids)).map((run) => [run.flow_id, run]));
    const entries = body.flow_ids.map((id) => {
      const run = next.get(id.toLowerCase());
      return [
        id,
        run ? { ...run, next_scheduled_start_time: isoFromMicros(run.next_scheduled_start_time) } : null,
      ] as const;
    });
    return Object.fromEntries(entries);
  }),

  serve("POST /ui/schemas/validate", async ({ body }) => {
    try {
      const errors = await schemaErrors(body.schema, withPlainNumbers(body.values));
      return { errors: schemaErrorsOnWire(errors), valid: errors.length === 0 };
    } catch (error) {
      throw unprocessable(`Invalid schema: ${error instanceof Error ? error.message : String(error)}`);
    }
  }),

  serve("POST /ui/task_runs/dashboard/counts", async ({ body }, { store, clock }) => {
    const after = body.task_runs.start_time?.after_;
    if (after === null || after === undefined) throw unprocessable("task_runs.start_time.after_ is required");
    const start = microsFromWire(after);
    const before = body.task_runs.start_time?.before_;
    const end = before === null || before === undefined ? clock.now() : microsFromWire(before);
    const width = Math.max(1, Math.ceil((end - start) / dashboardBuckets));
    const counted = await countEndedTaskRuns(store, body, { start, width });
    const byBucket = new Map(counted.map((row) => [Math.min(row.bucket, dashboardBuckets - 1), row]));
    return Array.from({ length: dashboardBuckets }, (_, at) => ({
      completed: byBucket.get(at)?.completed ?? 0,
      failed: byBucket.get(at)?.failed ?? 0,
    }));
  }),

  serve("POST /ui/task_runs/count", async ({ body }, { store }) => {
    const counts = await countRunsByState(store, "task_run", body);
    return Object.fromEntries(stateTypes.map((type) => [type, counts.get(type) ?? 0])) as CountByState;
  }),

  serve("GET /ui/task_runs/{id:uuid}", async ({ params }, { store, clock }) => {
    const run = found(await readTaskRunWithFlowRunName(store, params.id), "Task not found");
    return { ...taskRunOnWire(run, clock.now()), flow_run_name: run.flow_run_name };
  }),
];
