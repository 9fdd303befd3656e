import { pullStepsOf, type Source } from "../../sdk/deployments/source.ts";
import type { Flow } from "../../sdk/flow.ts";
import { realpathSync } from "node:fs";
import type { JsonObject } from "../../lib/json.ts";
import { loadFunctionAndConvertToFlow } from "../entrypoints/load-flow.ts";
import { pullIntoOwnFolder } from "./own-folder.ts";
import { within } from "./within.ts";

interface Fetched {
  folder: string;
  pullSteps: JsonObject[];
}

const fetched: Fetched[] = [];

/**
 * Fetches code and loads a flow from it.
 *
 * @throws {SourceError} it cannot be fetched · {MissingFlowError} the file has no such flow
 */
export async function flowFromSource(source: Source, entrypoint: string): Promise<Flow> {
  const pullSteps = pullStepsOf(source);
  const folder = await pullIntoOwnFolder(pullSteps);
  fetched.push({ folder: realpathSync(folder), pullSteps });
  within(folder, entrypoint);
  return await loadFunctionAndConvertToFlow(entrypoint, { cwd: folder });
}

/** Where the file of a flow came from; undefined for one that was not fetched. */
export function sourceOfFile(file: string | null): Fetched | undefined {
  return fetched.find(({ folder }) => file?.startsWith(folder) === true);
}
