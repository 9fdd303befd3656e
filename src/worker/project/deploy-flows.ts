import type { JsonObject } from "../../lib/json.ts";
import type { DeployOptions } from "../../sdk/deployments/deploy-options.ts";
import type { FlowDeployment } from "../../sdk/deployments/deployment-options.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { ConfigurationError } from "../../sdk/errors.ts";
import { flowDefinition } from "../../sdk/flow.ts";
import { entrypointOf, executeCommand, saveDeployment } from "../runner/save-deployment.ts";
import { sourceOfFile } from "../sources/flow-from-source.ts";
import { findPool, waitsForWorker, type Pool } from "./work-pool.ts";

/**
 * Creates or changes deployments whose runs the workers of a pool execute; gives their ids.
 *
 * @throws {ConfigurationError} no pool, or one that is not there; nothing is deployed then
 */
export async function deployFlows(given: readonly FlowDeployment[], options: DeployOptions): Promise<string[]> {
  const { api } = await connect();
  const pool = await findPool(api, options.workPool);
  refuseImage(pool, options);
  const places = given.map((deployment) => placeOf(deployment, pool, options));
  const ids: string[] = [];
  for (const [at, deployment] of given.entries()) {
    const { id } = await saveDeployment(api, deployment, places[at]);
    ids.push(id);
    if (options.printNextSteps !== false) say(`Deployed ${deployment.flow.name}/${deployment.name} to ${pool.name}.`);
  }
  if (options.ignoreWarnings !== true && (await waitsForWorker(api, pool)))
    say(
      `No worker of ${pool.name} is online: runs wait until one is. Start it: sluice worker start --pool ${pool.name}`,
    );
  return ids;
}

function refuseImage(pool: Pool, { image, build, push }: DeployOptions): void {
  if (build === true || push === true)
    throw new ConfigurationError(
      "Images are not built or pushed here: build it (docker build -t NAME . && docker push NAME), then deploy with { image: NAME }.",
    );
  if (image !== undefined && pool.type === "process")
    throw new ConfigurationError(`The pool "${pool.name}" starts processes: it has no use for the image ${image}.`);
}

/** Where runs find their code: fetched from its source, in the image, or in this folder on this machine. */
function placeOf({ flow, options }: FlowDeployment, pool: Pool, { image, workQueue }: DeployOptions): JsonObject {
  const definition = flowDefinition(flow);
  const source = sourceOfFile(definition.file);
  const here = [{ "prefect.deployments.steps.set_working_directory": { directory: process.cwd() } }];
  return {
    entrypoint: entrypointOf(definition, source?.folder),
    path: null,
    pull_steps: source?.pullSteps ?? (image === undefined ? here : []),
    work_pool_name: pool.name,
    ...(workQueue === undefined ? {} : { work_queue_name: workQueue }),
    job_variables: { command: executeCommand, ...(image === undefined ? {} : { image }), ...options.jobVariables },
  };
}

function say(text: string): void {
  console.error(text);
}
