import type { RetryMode, RetryPlan } from "../../schemas/retry.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { findRun } from "../find-run.ts";
import { found, ifServed, refusedAsFailure } from "../not-found.ts";
import type { RetryFlowRunOptions } from "./retry-flow-run.ts";

/** Prints or arranges a retry; true where this process is to go on with the run. */
export async function planRetry(id: string, options: RetryFlowRunOptions): Promise<boolean> {
  if (options.all === true && options.fromTask !== undefined)
    throw new CommandFailure("Give --all or --from-task, not both.");
  await using api = await openApi();
  const run = await ifServed(api.client.call("GET /flow_runs/{id:uuid}", { params: { id } }));
  if (run === undefined) return true; // what goes on says that there is no such run
  const task = options.fromTask === undefined ? undefined : await findRun(api, "task run", options.fromTask);
  const mode: RetryMode = task !== undefined ? "from-task" : options.all === true ? "run" : "failed";
  if (options.dryRun === true) return await printPlan(api, id, { mode, task });
  const isArranged = run.state_name === "AwaitingRetry"; // by this command, before it became another Node
  if (run.deployment_id === null && (mode === "failed" || isArranged)) return true;
  const call = { params: { id }, body: { mode, task_run_id: task ?? null } };
  const answer = api.client.call("POST /sluice/flow_runs/{id:uuid}/retry", call);
  const plan = await refusedAsFailure(answer, `Flow run ${run.name} is not retried`);
  if (plan.runs_in === "command") return true;
  console.log(`Flow run ${run.name} is scheduled again. Watch it: sluice flow-run watch ${id}`);
  return false;
}

async function printPlan(
  api: CommandApi,
  id: string,
  { mode, task }: { mode: RetryMode; task: string | undefined },
): Promise<false> {
  const query = { mode, ...(task !== undefined && { from_task_run: task }) };
  const answer = api.client.call("GET /sluice/flow_runs/{id:uuid}/retry_preview", { params: { id }, query });
  const plan = await refusedAsFailure(found(answer, `flow run ${id}`), "There is no such retry");
  console.log(planLines(plan).join("\n"));
  return false;
}

function planLines({ calls, runs_in }: RetryPlan): string[] {
  const where = runs_in === "command" ? "in the process of this command" : "by the workers of its deployment";
  const lines = calls.map(({ name, reused, reason }) => `${reused ? "reused   " : "run again"}  ${name}: ${reason}`);
  return [`It would be retried ${where}.`, ...lines];
}
