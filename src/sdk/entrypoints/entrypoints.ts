// Flows from entrypoints: `flows/crawl.ts:crawl` is a file and a flow in it, `package/module:crawl` a module and one.

import type { JsonObject } from "../../lib/json.ts";
import { ConfigurationError } from "../errors.ts";
import type { Flow } from "../flow.ts";
import { host } from "../host.ts";

export interface EntrypointOptions {
  /** What paths are below, and what packages are found from. Default: the working directory. */
  cwd?: string;
}

export interface LoadFlowOptions extends EntrypointOptions {
  /** Where the file throws when it is imported, give a stand-in made by reading it. Default: false. */
  usePlaceholder?: boolean;
}

/** What a flow's definition says, as far as it is written out. */
export type FlowArguments = JsonObject & { name: string };

/** How flows come out of files; the worker's floor does it. */
export interface EntrypointLoader {
  loadFlowFromEntrypoint(entrypoint: string, options?: LoadFlowOptions): Promise<Flow>;
  safeLoadFlowFromEntrypoint(entrypoint: string, options?: EntrypointOptions): Promise<Flow | undefined>;
  loadFunctionAndConvertToFlow(entrypoint: string, options?: EntrypointOptions): Promise<Flow>;
  loadPlaceholderFlow(entrypoint: string, options?: EntrypointOptions): Promise<Flow>;
  loadFlowArgumentsFromEntrypoint(entrypoint: string, options?: EntrypointOptions): Promise<FlowArguments>;
  isEntrypointAsync(entrypoint: string, options?: EntrypointOptions): Promise<boolean>;
}

/**
 * Imports a file, or a module of a package, and gives a flow of it, by its export or its name; without either, its only one.
 *
 * @example
 * const crawl = await loadFlowFromEntrypoint("flows/crawl.ts:crawl");
 * @throws {MissingFlowError} no such file or flow · {UnspecifiedFlowError} several flows, and none named · {ScriptError}
 *   the file throws
 */
export async function loadFlowFromEntrypoint(entrypoint: string, options?: LoadFlowOptions): Promise<Flow> {
  return await (await loader()).loadFlowFromEntrypoint(entrypoint, options);
}

/** The same where it can be had: a stand-in if the file throws, and undefined if it cannot be read either. */
export async function safeLoadFlowFromEntrypoint(
  entrypoint: string,
  options?: EntrypointOptions,
): Promise<Flow | undefined> {
  return await (await loader()).safeLoadFlowFromEntrypoint(entrypoint, options);
}

/**
 * A flow of a plain function that a file exports, whose console output is kept in its log. What is a flow stays one.
 *
 * @throws {MissingFlowError} no such file or function · {ScriptError} the file throws
 */
export async function loadFunctionAndConvertToFlow(entrypoint: string, options?: EntrypointOptions): Promise<Flow> {
  return await (await loader()).loadFunctionAndConvertToFlow(entrypoint, options);
}

/**
 * A flow with the name, options and parameters that its file says, read without running it: to look at, not to run.
 *
 * @throws {MissingFlowError} no such file or flow · {UnspecifiedFlowError} several, and none named · {ScriptError} it
 *   cannot be parsed
 */
export async function loadPlaceholderFlow(entrypoint: string, options?: EntrypointOptions): Promise<Flow> {
  return await (await loader()).loadPlaceholderFlow(entrypoint, options);
}

/**
 * The name of a flow and those of its options that are written out, read without running its file.
 *
 * @throws as {@link loadPlaceholderFlow}
 */
export async function loadFlowArgumentsFromEntrypoint(
  entrypoint: string,
  options?: EntrypointOptions,
): Promise<FlowArguments> {
  return await (await loader()).loadFlowArgumentsFromEntrypoint(entrypoint, options);
}

/**
 * Whether the function behind an entrypoint is async, read without running its file.
 *
 * @throws as {@link loadPlaceholderFlow}
 */
export async function isEntrypointAsync(entrypoint: string, options?: EntrypointOptions): Promise<boolean> {
  return await (await loader()).isEntrypointAsync(entrypoint, options);
}

async function loader(): Promise<EntrypointLoader> {
  const { entrypoints } = host();
  if (entrypoints === undefined) throw new ConfigurationError("Flows cannot be loaded from inside of this process.");
  return await entrypoints();
}
