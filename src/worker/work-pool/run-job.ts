// One flow run on infrastructure that is not a runner's: from its claim to its end.
//
// Invariants
//   J1. Nothing is started for a run that was not claimed: Pending, which one worker gets.
//   J2. Whatever happens after the claim, the run does not stay Pending or Running when its job is gone.
//   J3. A run that somebody wants ended has its job stopped, whether or not it has begun.

import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import type { Infrastructure, Job, RunningJob, TakeLine } from "../infrastructure.ts";
import { languageOf } from "../language.ts";
import { forwardOutput } from "../runner/forward-output.ts";
import { RunOutput } from "../runner/run-output.ts";
import { explainExit } from "./exit-codes.ts";
import { labelRun, propose, tellOfWorker, type WorkerFacts } from "./run-records.ts";

export interface JobWatch {
  /** Is called when somebody wants the run to end. */
  onStop(runId: string, stop: () => void): Disposable;
}

export interface JobContext {
  api: Api;
  infrastructure: Infrastructure;
  worker: WorkerFacts;
  graceSeconds: number;
  watch: JobWatch;
  configure(run: FlowRunResponse): Promise<Job>;
}

/** Executes a run; resolves when it has ended, or was not to be had. */
export async function runJob(run: FlowRunResponse, context: JobContext): Promise<void> {
  const { api, worker } = context;
  if (!(await propose(api, run.id, { type: "PENDING", message: `Claimed by worker ${worker.name}.` }))) return; // J1
  const output = new RunOutput(api, run.id);
  let running: RunningJob | undefined;
  try {
    await labelRun(api, run, worker);
    const job = await context.configure(run);
    await tellOfWorker(api, "submitted-flow-run", worker, run);
    if (!(await propose(api, run.id, { type: "PENDING", name: "Submitting" }))) return; // cancelled meanwhile
    running = await context.infrastructure.start(job, outputOf(job, output));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await settle(api, run.id, `Failed to submit flow run to infrastructure: ${why}`); // J2
    return;
  }
  await watchJob(running, run, context);
  await output.flush();
}

/** Python's own process sends its lines to the log by itself, and prints them without a mark. */
function outputOf({ deployment }: Job, output: RunOutput): TakeLine {
  const show = (line: string): void => console.error(line);
  return languageOf(deployment) === "python" ? show : forwardOutput(output, show);
}

async function watchJob(running: RunningJob, run: FlowRunResponse, context: JobContext): Promise<void> {
  const { api, worker, graceSeconds } = context;
  using _watching = context.watch.onStop(run.id, () => void running.stop(graceSeconds)); // J3
  const body = { infrastructure_pid: running.identifier };
  await ask(api, `/flow_runs/${run.id}`, { method: "PATCH", body, isPatient: true });
  const { exitCode, reason } = await running.ended;
  await settle(api, run.id, explainExit(exitCode, reason));
  await tellOfWorker(api, "executed-flow-run", worker, run);
}

/** J2: what becomes of a run whose job is gone. A run that waits, or has ended, keeps its state. */
async function settle(api: Api, runId: string, message: string): Promise<void> {
  const { state_type } = await ask<FlowRunResponse>(api, `/flow_runs/${runId}`, { isPatient: true });
  if (state_type === "PENDING" || state_type === "RUNNING") await propose(api, runId, { type: "CRASHED", message });
  if (state_type === "CANCELLING") await propose(api, runId, { type: "CANCELLED", message }, true);
}
