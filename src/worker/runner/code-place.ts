import { isAbsolute, resolve } from "node:path";
import type { JsonObject } from "../../lib/json.ts";
import { MissingFlowError } from "../../sdk/errors.ts";
import type { FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import { flowDefinition } from "../../sdk/flow.ts";
import type { DeploymentResponse } from "../../schemas/deployment.ts";
import { loadFunctionAndConvertToFlow } from "../entrypoints/load-flow.ts";
import { fetchesCode } from "../sources/fetches-code.ts";

/** Where the code of a deployment's flow is. */
export interface CodePlace {
  /** `flows/crawl.ts:crawl`: a file below the folder, and what it exports, or the name of the flow. */
  entrypoint: string;
  folder: string;
  /** What brings the code there first, for each process anew. */
  pull?: JsonObject[] | undefined;
  /** The JSON Schema of its parameters, which says what JSON stands for other values. */
  parameters?: JsonObject | undefined;
}

/**
 * Where the runs of a deployment find their code: its path, or what its pull steps say, below `folder`.
 *
 * @throws {MissingFlowError} the deployment says nothing of its code
 */
export function codePlaceOf(deployment: DeploymentResponse, folder: string): CodePlace {
  const { entrypoint, path, pull_steps: steps } = deployment;
  const parameters = deployment.parameter_openapi_schema ?? undefined;
  if (entrypoint === null)
    throw new MissingFlowError(`The deployment ${deployment.name} has no entrypoint: deploy its flow again.`);
  if (fetchesCode(steps)) return { entrypoint, folder, pull: steps!, parameters };
  const folders = [path, ...(steps ?? []).map(workingDirectoryOf)].filter((one) => one !== null);
  const inside = folders.reduce((at, next) => (isAbsolute(next) ? next : resolve(at, next)), folder);
  return { entrypoint, folder: inside, parameters };
}

const setsDirectory = /(^|\.)set_working_directory$/;

function workingDirectoryOf(step: Record<string, unknown>): string | null {
  for (const [name, inputs] of Object.entries(step)) {
    const directory = (inputs as { directory?: unknown } | null)?.directory;
    if (setsDirectory.test(name) && typeof directory === "string") return directory;
  }
  return null;
}

/** Makes the folder of the code the working directory, and loads the flow. */
export async function loadFlow({ entrypoint, folder: given, pull }: CodePlace): Promise<FlowDefinition> {
  const folder = pull === undefined ? given : await pulledFolder(pull);
  process.chdir(folder);
  return flowDefinition(await loadFunctionAndConvertToFlow(entrypoint, { cwd: folder }));
}

async function pulledFolder(pull: readonly JsonObject[]): Promise<string> {
  const { pullIntoOwnFolder } = await import("../sources/own-folder.ts");
  return await pullIntoOwnFolder(pull);
}
