import { MissingFlowError } from "../../sdk/errors.ts";
import { findRegistered, registeredIn } from "../../sdk/definitions/registry.ts";
import { pullStepsOf, type Source } from "../../sdk/deployments/source.ts";
import { importAsLibrary } from "../../sdk/engine/flows/import-flow.ts";
import { type Flow, isFlow } from "../../sdk/flow.ts";
import type { JsonObject } from "../../lib/json.ts";
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
  fetched.push({ folder, pullSteps });
  const [path, name] = [
    entrypoint.slice(0, entrypoint.lastIndexOf(":")),
    entrypoint.slice(entrypoint.lastIndexOf(":") + 1),
  ];
  if (path === "" || name === "")
    throw new MissingFlowError(`"${entrypoint}" is no entrypoint: give a file and a flow in it, flows/crawl.ts:crawl.`);
  const file = within(folder, path);
  const exported = (await importAsLibrary(file))[name];
  if (isFlow(exported)) return exported;
  const registered = findRegistered("flow", file, name);
  if (registered !== undefined) return registered.target as Flow;
  const names = registeredIn(file, "flow").map((known) => `"${known.name}"`);
  throw new MissingFlowError(`${path} has no flow "${name}". It has: ${names.join(", ") || "none"}.`);
}

/** Where the file of a flow came from; undefined for one that was not fetched. */
export function sourceOfFile(file: string | null): Fetched | undefined {
  return fetched.find(({ folder }) => file?.startsWith(folder) === true);
}
