import type { RetryPlan } from "../../../schemas/retry.ts";
import { plannedCalls, type RetryScope } from "../../retrying/retry-plan.ts";
import { retryRun } from "../../retrying/retry-run.ts";
import { conflict, found, unprocessable } from "../http/api-error.ts";
import { type Api, serve } from "../http/serve.ts";
import { missingFlowRun } from "./flow-runs.ts";

export const servedRetries = [
  serve("GET /sluice/flow_runs/{id:uuid}/retry_preview", ({ params, query }, api) => {
    const from = query.from_task_run;
    const mode = query.mode ?? (from === undefined ? "failed" : "from-task");
    return planOf(api, params.id, { mode, from });
  }),

  serve("POST /sluice/flow_runs/{id:uuid}/retry", async ({ params, body }, api) => {
    const scope = { mode: body.mode, from: body.task_run_id ?? undefined };
    const plan = await planOf(api, params.id, scope);
    const objection = await api.store.write((tx) => retryRun(tx, params.id, scope));
    if (objection !== undefined) throw conflict(objection);
    return plan;
  }),
];

async function planOf({ store }: Api, id: string, given: RetryScope): Promise<RetryPlan> {
  const scope = { ...given, from: given.from?.toLowerCase() };
  const run = await store.read((db) =>
    db.selectFrom("flow_run").select("deployment_id").where("id", "=", id).executeTakeFirst(),
  );
  const { deployment_id } = found(run, missingFlowRun);
  const calls = await store.read((db) => plannedCalls(db, id, scope));
  if (scope.mode === "from-task" && !calls.some((call) => call.task_run_id === scope.from))
    throw unprocessable("Which task run does the retry begin with? Give the id of one of this flow run.");
  return { flow_run_id: id, mode: scope.mode, runs_in: deployment_id === null ? "command" : "deployment", calls };
}
