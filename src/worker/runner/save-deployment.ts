import { relative, sep } from "node:path";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import type { JsonObject } from "../../lib/json.ts";
import type { FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import type { ConcurrencyLimitOptions, FlowDeployment } from "../../sdk/deployments/deployment-options.ts";
import { schedulesOf } from "../../sdk/deployments/schedules.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { ConfigurationError } from "../../sdk/errors.ts";
import { flowDefinition } from "../../sdk/flow.ts";
import type { Api } from "../../sdk/host.ts";
import { show } from "../../sdk/logging/console.ts";
import { levels } from "../../sdk/logging/levels.ts";
import { schemaOfFlow } from "../parameter-schema/schema-of-flow.ts";

/** How any worker that has Node, one of Prefect's too, starts a run (engine.md W6). */
export const executeCommand = "npx --no-install sluice flow-run execute";

/**
 * Creates a deployment, or changes the one of that flow and name; without a work pool, unless `place` names one.
 *
 * @throws {ConfigurationError} its flow is in no file · {HttpStatusError} the server refuses it
 */
export async function saveDeployment(
  api: Api,
  deployment: FlowDeployment,
  place: JsonObject = {},
): Promise<DeploymentResponse> {
  const definition = flowDefinition(deployment.flow);
  const flow = { name: definition.name };
  const { id } = await ask<{ id: string }>(api, "/flows/", { method: "POST", body: flow });
  const body = { ...bodyOf(deployment, definition), flow_id: id, ...place };
  return await ask<DeploymentResponse>(api, "/deployments/", { method: "POST", body });
}

function bodyOf({ name, options }: FlowDeployment, definition: FlowDefinition): JsonObject {
  return {
    name,
    entrypoint: entrypointOf(definition),
    path: process.cwd(),
    version: options.version ?? definition.version,
    description: options.description ?? definition.options.description ?? null,
    tags: [...(options.tags ?? [])],
    parameters: options.parameters ?? {},
    parameter_openapi_schema: describedParameters(definition),
    enforce_parameter_schema: options.enforceParameterSchema ?? true,
    paused: options.paused ?? false,
    schedules: schedulesOf(options) as unknown as JsonObject[],
    job_variables: { command: executeCommand, ...options.jobVariables },
    ...limitOf(options.concurrencyLimit),
  };
}

function describedParameters(definition: FlowDefinition): JsonObject {
  const schema = schemaOfFlow(definition);
  const { $comment: comment } = schema;
  if (typeof comment === "string")
    show({ level: levels.INFO, source: "sluice", message: `The flow "${definition.name}": ${comment}` });
  return schema;
}

/** The file as it lies below the working directory, and the name under which the flow is registered in it. */
export function entrypointOf({ file, name, registeredAs, isOfObject }: FlowDefinition, folder = process.cwd()): string {
  if (isOfObject === true)
    throw new ConfigurationError(
      `The flow "${name}" is a method of an object, which another process does not have. ` +
        "Deploy a flow that makes the object and calls the method, or make the method static.",
    );
  if (file === null)
    throw new ConfigurationError(
      `The flow "${name}" is defined in no file, so another process cannot load it. Move it to one to serve it.`,
    );
  return `${relative(folder, file).split(sep).join("/")}:${registeredAs}`;
}

function limitOf(given: number | ConcurrencyLimitOptions | undefined): JsonObject {
  if (given === undefined) return { concurrency_limit: null };
  const { limit, collisionStrategy, gracePeriodSeconds } = typeof given === "number" ? { limit: given } : given;
  return {
    concurrency_limit: limit,
    concurrency_options: {
      collision_strategy: collisionStrategy === "cancelNew" ? "CANCEL_NEW" : "ENQUEUE",
      ...(gracePeriodSeconds === undefined ? {} : { grace_period_seconds: gracePeriodSeconds }),
    },
  };
}
