// What runs inside the process of one flow run.

import type { JsonObject } from "../../lib/json.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import type { FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import type { FlowHook } from "../../sdk/definitions/flow-options.ts";
import { exhaustFlowGenerator } from "../../sdk/engine/calls/generator-run.ts";
import { startFlow } from "../../sdk/engine/flows/start-flow.ts";
import { takeOver, type TakenRun } from "../../sdk/engine/liveness/take-over.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { isHttpStatusError, NotResumable } from "../../sdk/errors.ts";
import type { Api } from "../../sdk/host.ts";
import { argumentsFromNames } from "../../sdk/parameters/bind.ts";
import { numberSetting } from "../../sdk/settings.ts";
import type { State } from "../../sdk/state.ts";
import { reviveParameters } from "../parameter-schema/revive.ts";
import { type CodePlace, codePlaceOf, loadFlow } from "./code-place.ts";

export type HookName = "onCancellation" | "onCrashed";

export interface Execution {
  flowRunId: string;
  /** With which a runner has claimed the run. Default: this process claims it by itself. */
  token?: string | undefined;
  /** Where the code is. Default: as the deployment says, below the working directory. */
  place?: CodePlace | undefined;
  /** Is told before hooks of these kinds run, so that nobody runs them again. */
  onHooks?: (name: HookName) => void;
  onLoaded?: () => void;
}

/**
 * Executes a run of a deployment in this process: from its beginning, or from where an earlier attempt has left it.
 *
 * @throws {NotResumable} it has ended, or another process has it · whatever keeps its flow from being loaded, after
 *   that was recorded as a crash
 */
export async function executeFlowRun(execution: Execution): Promise<State> {
  const { flowRunId, token } = execution;
  const { definition, parameters = {} } = await loadOrCrash(execution);
  execution.onLoaded?.();
  const { api } = await connect();
  const taken = await take(api, flowRunId, { token, flow: factsOf(definition) });
  const given = JSON.parse(taken.flow_run.parameters_json) as Record<string, unknown>;
  const named = reviveParameters(given, parameters);
  const told = telling(definition, execution.onHooks);
  const call = { definition: told, thisArg: undefined, args: argumentsFromNames(definition, named), taken };
  return definition.isGenerator ? await exhaustFlowGenerator(call) : await startFlow(call).settled;
}

interface Loaded {
  definition: FlowDefinition;
  parameters: JsonObject | undefined;
}

async function loadOrCrash({ flowRunId, place }: Execution): Promise<Loaded> {
  try {
    const found = place ?? (await placeOf(flowRunId));
    return { definition: await loadFlow(found), parameters: found.parameters };
  } catch (error) {
    const state = { type: "CRASHED", message: `The flow could not be loaded. ${String(error)}` };
    const { api } = await connect();
    await ask(api, `/flow_runs/${flowRunId}/set_state`, {
      method: "POST",
      body: { state, force: true },
      isPatient: true,
    });
    throw error;
  }
}

async function placeOf(flowRunId: string): Promise<CodePlace> {
  const { api } = await connect();
  const run = await ask<FlowRunResponse>(api, `/flow_runs/${flowRunId}`, { isPatient: true });
  if (run.deployment_id === null)
    throw new NotResumable(`The flow run ${run.name} is of no deployment: nothing says where its code is.`);
  const deployment = await ask<DeploymentResponse>(api, `/deployments/${run.deployment_id}`, { isPatient: true });
  return codePlaceOf(deployment, process.cwd());
}

type Facts = Parameters<typeof takeOver>[2]["flow"];

function factsOf({ version, options }: FlowDefinition): Facts {
  return {
    version,
    retries: options.retries ?? numberSetting("flows.default_retries"),
    retry_delay: secondsOf(options.retryDelaySeconds) ?? numberSetting("flows.default_retry_delay_seconds"),
    crash_retries: options.crashRetries,
  };
}

function secondsOf(delay: unknown): number | undefined {
  return typeof delay === "number" ? delay : undefined;
}

async function take(api: Api, id: string, by: { token: string | undefined; flow: Facts }): Promise<TakenRun> {
  try {
    return await takeOver(api, id, { cause: "attached", isPatient: true, ...by });
  } catch (error) {
    if (isHttpStatusError(error, 409) || isHttpStatusError(error, 404))
      throw new NotResumable(error.reason, { cause: error });
    throw error;
  }
}

/** The flow with a first hook of each kind that says that the others are about to run. */
function telling(definition: FlowDefinition, tell: Execution["onHooks"]): FlowDefinition {
  if (tell === undefined) return definition;
  const with_ = (name: HookName): Partial<Record<HookName, FlowHook[]>> => {
    const hooks = definition.options[name];
    return hooks === undefined || hooks.length === 0 ? {} : { [name]: [() => tell(name), ...hooks] };
  };
  const options = { ...definition.options, ...with_("onCancellation"), ...with_("onCrashed") };
  return { ...definition, options, target: () => definition.target() };
}
