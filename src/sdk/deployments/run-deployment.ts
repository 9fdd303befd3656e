// Runs of deployments that are asked for in code.
//
// Invariants
//   D1. A flow that goes on or is tried again finds the run that it had asked for: the key of the request is made of the
//       flow run, the deployment, the parameters and how often this combination came before. What has ended without
//       completing is asked for anew in a later try.
//   D2. Inside a flow the run is its child: a task run of it stands for the run, and its end cancels the run.

import { hash } from "node:crypto";
import { canonicalText } from "../../lib/canonical.ts";
import { isUuid } from "../../lib/uuid.ts";
import { currentContext } from "../context.ts";
import { toSeconds } from "../../lib/duration.ts";
import { ask } from "../engine/reporting/ask.ts";
import { connect } from "../engine/reporting/process.ts";
import type { FlowFrame } from "../engine/flows/flow-frame.ts";
import { isHttpStatusError, ObjectNotFound, ParameterTypeError } from "../errors.ts";
import type { Flow } from "../flow.ts";
import type { Api } from "../host.ts";
import type { Duration } from "../../lib/duration.ts";
import type { StateType } from "../../schemas/state.ts";
import { DeployedRun, hasEnded } from "./deployed-run.ts";

/** The parameters of a flow by their names, where its type tells them. */
export type ParametersOf<F> =
  F extends Flow<infer A, unknown>
    ? A extends readonly [infer P extends object]
      ? P
      : NamedParameters
    : NamedParameters;
type NamedParameters = Record<string, unknown>;
type ReturnOf<F> =
  F extends Flow<readonly never[], infer R>
    ? Awaited<R>
    : F extends (...args: never[]) => infer R
      ? Awaited<R>
      : unknown;

export interface RunDeploymentOptions<F = unknown> {
  /** Go before the deployment's own. */
  parameters?: Partial<ParametersOf<F>> | undefined;
  /** When it is to start. Default: now. */
  scheduledTime?: Date | undefined;
  /** Starts so much later than now. */
  startIn?: Duration | undefined;
  flowRunName?: string | undefined;
  tags?: readonly string[] | undefined;
  /** Two requests with the same key get the same run. */
  idempotencyKey?: string | undefined;
  workQueue?: string | undefined;
  jobVariables?: Record<string, unknown> | undefined;
  /** Whether the run is a child of the flow that asks for it. Default true. */
  asSubflow?: boolean | undefined;
}

/**
 * Creates a run of a deployment, and returns a handle on it at once. Inside a flow it is a child run: cancelled with its
 * parent, and found again when the parent goes on after a crash.
 *
 * @param deployment `flow name/deployment name`, or an id
 * @example
 * const run = await runDeployment<typeof crawl>("crawl/nightly", { parameters: { top: 3 } });
 * const pages = await run.result({ timeoutSeconds: 600 });
 *
 * @throws {ObjectNotFound} no such deployment · {ParameterTypeError} the parameters do not fit
 */
export async function runDeployment<F = unknown>(
  deployment: string,
  options: RunDeploymentOptions<F> = {},
): Promise<DeployedRun<ReturnOf<F>>> {
  const { api } = await connect();
  const { flow, task } = currentContext();
  const target = await findDeployment(api, deployment);
  const parent = options.asSubflow === false || task !== undefined ? undefined : flow;
  if (parent === undefined) return new DeployedRun(api, await create(api, target, bodyOf(options)), flow?.stopper);
  const run = await createChild(api, { parent, target, options });
  return new DeployedRun(api, run, parent.stopper);
}

interface Deployment {
  id: string;
  name: string;
  parameters: Record<string, unknown>;
}

interface CreatedRun {
  id: string;
  name: string;
  state_type: StateType | null;
}

async function findDeployment(api: Api, text: string): Promise<Deployment> {
  const [flowName, name, ...rest] = text.split("/");
  if (!isUuid(text) && (!flowName || !name || rest.length > 0))
    throw new TypeError(`"${text}" names no deployment: give its id, or "flow name/deployment name".`);
  const path = isUuid(text) ? text : `name/${encodeURIComponent(flowName!)}/${encodeURIComponent(name!)}`;
  try {
    return await ask<Deployment>(api, `/deployments/${path}`, { isPatient: true });
  } catch (error) {
    if (!isHttpStatusError(error, 404)) throw error;
    throw new ObjectNotFound(`There is no deployment "${text}" on ${api.url}.`, { cause: error });
  }
}

function bodyOf(options: RunDeploymentOptions<unknown>): Record<string, unknown> {
  const { parameters = {}, tags, flowRunName, idempotencyKey, workQueue, jobVariables } = options;
  return {
    parameters,
    state: { type: "SCHEDULED", state_details: { scheduled_time: startTime(options) } },
    ...(tags && { tags }),
    ...(flowRunName !== undefined && { name: flowRunName }),
    ...(idempotencyKey !== undefined && { idempotency_key: idempotencyKey }),
    ...(workQueue !== undefined && { work_queue_name: workQueue }),
    ...(jobVariables && { job_variables: jobVariables }),
  };
}

function startTime({ scheduledTime, startIn }: RunDeploymentOptions<unknown>): string {
  if (scheduledTime !== undefined) return scheduledTime.toISOString();
  return new Date(Date.now() + toSeconds(startIn ?? 0, "startIn") * 1000).toISOString();
}

async function create(api: Api, { id, name }: Deployment, body: Record<string, unknown>): Promise<CreatedRun> {
  try {
    return await ask(api, `/deployments/${id}/create_flow_run`, { method: "POST", body, isPatient: true });
  } catch (error) {
    if (!isHttpStatusError(error, 409) && !isHttpStatusError(error, 422)) throw error;
    throw new ParameterTypeError(`The deployment "${name}" cannot be run so: ${error.reason}`, { cause: error });
  }
}

interface ChildRequest {
  parent: FlowFrame;
  target: Deployment;
  options: RunDeploymentOptions<unknown>;
}

async function createChild(api: Api, { parent, target, options }: ChildRequest): Promise<CreatedRun> {
  const body = bodyOf(options);
  const key = requestKey(parent, target, body["parameters"]); // D1
  await parent.recorder.flush(); // the server has to know the parent
  const tracking = await trackingTask(api, { parent, target, key });
  const child = { idempotency_key: key, ...body, parent_task_run_id: tracking };
  const found = await create(api, target, child);
  const isSpent = parent.try > 1 && found.state_type !== "COMPLETED" && hasEnded(found);
  const run = isSpent ? await create(api, target, { ...child, idempotency_key: `${key} ${parent.try}` }) : found;
  cancelWith(parent, api, run);
  return run;
}

/** How often a flow has asked for the same thing, in its current try. */
const asked = new WeakMap<FlowFrame, Map<string, number>>();

function requestKey(parent: FlowFrame, { id }: Deployment, parameters: unknown): string {
  const counts = asked.get(parent) ?? new Map<string, number>();
  asked.set(parent, counts);
  const same = hash("sha256", canonicalText([id, parameters]).text);
  const before = counts.get(same) ?? 0;
  counts.set(same, before + 1);
  return `${parent.id} ${same} ${before}`;
}

/** The task run that stands for the child in its parent, as Prefect's client makes it. Source: features DP-016. */
async function trackingTask(
  api: Api,
  { parent, target, key }: { parent: FlowFrame; target: Deployment; key: string },
): Promise<string> {
  const body = {
    flow_run_id: parent.id,
    task_key: `sluice.run_deployment.${target.name}`,
    dynamic_key: key,
    name: target.name,
    task_inputs: {},
    state: { type: "PENDING" },
  };
  return (await ask<{ id: string }>(api, "/task_runs/", { method: "POST", body, isPatient: true })).id;
}

function cancelWith(parent: FlowFrame, api: Api, run: CreatedRun): void {
  parent.stopper.onStop(() => void new DeployedRun(api, run).cancel().catch(() => {})); // D2; best effort: the server sees to it as well
}
