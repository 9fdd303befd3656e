// Going on with a run that its process has left, or that has failed (engine.md R1, R2).

import { restoreParameters } from "../results/at-rest.ts";
import { existsSync } from "node:fs";
import type { Origin, RunOrigin } from "../../../schemas/record.ts";
import { isHttpStatusError, NotResumable, ObjectNotFound } from "../../errors.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import type { Api } from "../../host.ts";
import { show } from "../../logging/console.ts";
import { levels } from "../../logging/levels.ts";
import { argumentsFromNames } from "../../parameters/bind.ts";
import type { State } from "../../state.ts";
import { ask } from "../reporting/ask.ts";
import { exhaustFlowGenerator } from "../calls/generator-run.ts";
import { importFlow } from "./import-flow.ts";
import { connect } from "../reporting/process.ts";
import { startFlow } from "./start-flow.ts";
import { takeOver, type TakenRun } from "../liveness/take-over.ts";

export interface RetryOptions {
  /** Also while a process that cannot be seen from here holds the run. Default false. */
  force?: boolean;
}

/** A run that can be gone on with in this process. */
export type ResumableRun = RunOrigin & { origin: Origin & { file: string } };

/**
 * Goes on with a flow run in this process: a crashed or interrupted one in the try where it was, a failed one in a new
 * try. The working directory and the arguments of the process become those of the run.
 *
 * @throws {ObjectNotFound} no such run · {NotResumable} it has completed, another process holds it, or what it takes to
 *   run it was not kept or is gone · {ScriptError} its file cannot be imported · {MissingFlowError} its flow is not there any more
 */
export async function retryFlowRun(id: string, { force = false }: RetryOptions = {}): Promise<State> {
  const { api } = await connect();
  const run = await findResumable(api, id);
  mentionOtherNode(run);
  process.chdir(run.origin.cwd);
  process.argv = [process.execPath, ...run.origin.argv];
  const definition = await importFlow(run.origin.file, run.origin.name); // first: what fails here leaves the run as it is
  const taken = await takeByHand(api, id, force);
  const call = { definition, thisArg: undefined, ...restoredArguments(definition, run), taken };
  return definition.isGenerator ? await exhaustFlowGenerator(call) : await startFlow(call).settled;
}

/**
 * What it takes to go on with a run.
 *
 * @throws {ObjectNotFound} · {NotResumable} with what stands in the way
 */
export async function findResumable(api: Api, id: string): Promise<ResumableRun> {
  const run = await findOrigin(api, id);
  const objection = objectionTo(run);
  if (objection !== undefined) throw new NotResumable(`The flow run ${run.name} cannot be retried: ${objection}`);
  return run as ResumableRun;
}

async function findOrigin(api: Api, id: string): Promise<RunOrigin> {
  try {
    return await ask<RunOrigin>(api, `/sluice/flow_runs/${id}/origin`);
  } catch (error) {
    if (!isHttpStatusError(error, 404)) throw error;
    throw new ObjectNotFound(`There is no flow run ${id} on ${api.url}.`, { cause: error });
  }
}

function objectionTo({ origin, state_type, parent_task_run_id, deployment_id }: RunOrigin): string | undefined {
  if (state_type === "COMPLETED") return "it has completed. Start a new run instead.";
  if (parent_task_run_id !== null)
    return "it is part of another flow run. Retry that one, and it goes on with this one.";
  if (deployment_id !== null) return "it belongs to a deployment, whose workers run it. Run the deployment again.";
  if (origin === null) return "it was not started by a TypeScript program, so it is not known how to run it.";
  if (origin.not_resumable !== null) return `${origin.not_resumable}. Start a new run.`;
  if (origin.file === null) return "its flow is not defined in a file.";
  if (!existsSync(origin.cwd)) return `its working directory ${origin.cwd} is gone.`;
  return existsSync(origin.file) ? undefined : `its file ${origin.file} is gone. Put it back, or start a new run.`;
}

function mentionOtherNode({ name, owner }: RunOrigin): void {
  if (owner === null || majorOf(owner.node) === majorOf(process.version)) return;
  const message = `The flow run ${name} was started by Node ${owner.node}; this is ${process.version}.`;
  show({ level: levels.WARNING, source: "sluice", message });
}

function majorOf(version: string): string | undefined {
  return /\d+/.exec(version)?.[0];
}

async function takeByHand(api: Api, id: string, force: boolean): Promise<TakenRun> {
  try {
    return await takeOver(api, id, { cause: "manual", force });
  } catch (error) {
    if (!isHttpStatusError(error, 409)) throw error;
    throw new NotResumable(error.reason, { cause: error });
  }
}

/** The arguments as the flow had them, or made of their JSON where the rich ones were not kept. */
function restoredArguments(
  definition: FlowDefinition,
  { origin, parameters_json }: ResumableRun,
): { args: readonly unknown[]; areValid: boolean } {
  if (origin.parameters !== null) return { args: restoreParameters(origin.parameters), areValid: true };
  const named = JSON.parse(parameters_json) as Record<string, unknown>;
  return { args: argumentsFromNames(definition, named), areValid: false };
}
