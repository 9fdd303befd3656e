import { isoFromMicros } from "../../../lib/clock.ts";
import type { FlowRunDetails } from "../../../schemas/run-details.ts";
import { findRuns } from "../../db/runs/find-runs.ts";
import { type FlowRunDetailRows, readFlowRunDetails, readTaskRunDetails } from "../../db/runs/run-details.ts";
import { found } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { timeOnWire } from "../on-wire/time.ts";
import { serve } from "../http/serve.ts";

export const servedRunDetails = [
  serve("GET /sluice/flow_runs/{id:uuid}", async ({ params }, { store }) =>
    detailsOnWire(found(await readFlowRunDetails(store, params.id), missingFlowRun)),
  ),

  serve("GET /sluice/task_runs/{id:uuid}", async ({ params }, { store }) => {
    const { result_meta: result, ...details } = found(await readTaskRunDetails(store, params.id), "Task not found");
    return { ...details, not_durable: result?.reason ?? null };
  }),

  serve("POST /sluice/flow_runs/find", async ({ body }, { store }) => await findRuns(store, "flow_run", body.text)),
  serve("POST /sluice/task_runs/find", async ({ body }, { store }) => await findRuns(store, "task_run", body.text)),
];

function detailsOnWire({ run, attempts, reused }: FlowRunDetailRows): FlowRunDetails {
  return {
    try: run.try,
    attempts: attempts.map(({ owner, started, ended, ...attempt }) => ({
      ...attempt,
      started: isoFromMicros(started),
      ended: timeOnWire(ended),
      host: owner?.host ?? null,
      pid: owner?.pid ?? null,
    })),
    notes: run.notes ?? [],
    reused: reused.map(({ id, name, reused: reason }) => ({ task_run_id: id, name, reason: reason! })),
  };
}
