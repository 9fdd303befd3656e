import { defineFlow, type FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import { dashed, publish } from "../../sdk/definitions/definition.ts";
import { findRegistered, registeredIn } from "../../sdk/definitions/registry.ts";
import { importAsLibrary } from "../../sdk/engine/flows/import-flow.ts";
import type { EntrypointOptions, LoadFlowOptions } from "../../sdk/entrypoints/entrypoints.ts";
import { selectFlow } from "../../sdk/entrypoints/select-flow.ts";
import { isSluiceError, MissingFlowError } from "../../sdk/errors.ts";
import { type Flow, flowOf, isFlow } from "../../sdk/flow.ts";
import { isTask } from "../../sdk/task.ts";
import { type Entrypoint, findEntrypoint } from "./entrypoint.ts";
import { placeholderOf } from "./placeholder-flow.ts";

/** Imports what an entrypoint names, and gives its flow. */
export async function loadFlowFromEntrypoint(
  text: string,
  { cwd, usePlaceholder = false }: LoadFlowOptions = {},
): Promise<Flow> {
  const entrypoint = findEntrypoint(text, cwd);
  try {
    return flowIn(entrypoint, await importAsLibrary(entrypoint.file));
  } catch (error) {
    if (!usePlaceholder || !isSluiceError(error, "script-error")) throw error;
    return placeholderOf(entrypoint, { cause: error });
  }
}

/** A flow to look at, if there is any way to it. */
export async function safeLoadFlowFromEntrypoint(text: string, options?: EntrypointOptions): Promise<Flow | undefined> {
  try {
    return await loadFlowFromEntrypoint(text, { ...options, usePlaceholder: true });
  } catch {
    return undefined;
  }
}

/** The flow that an entrypoint names, or one made of the plain function that it names. */
export async function loadFunctionAndConvertToFlow(text: string, { cwd }: EntrypointOptions = {}): Promise<Flow> {
  const entrypoint = findEntrypoint(text, cwd);
  return flowOrFunctionIn(entrypoint, await importAsLibrary(entrypoint.file));
}

/** @throws {MissingFlowError} what the module exports under the name is no function either */
function flowOrFunctionIn(entrypoint: Entrypoint, exports: Record<string, unknown>): Flow {
  const { name = "default", file } = entrypoint;
  const exported = exports[name];
  if (!isPlainFunction(exported)) return flowIn(entrypoint, exports);
  const named = dashed(exported.name === "" || exported.name === "default" ? name : exported.name);
  const known = findRegistered("flow", file, named);
  return known === undefined ? converted(exported, { file, name: named }) : (known.target as Flow);
}

function isPlainFunction(value: unknown): value is CallableFunction {
  return typeof value === "function" && !isFlow(value) && !isTask(value) && !isClass(value);
}

function isClass(fn: CallableFunction): boolean {
  return /^class\b/.test(Function.prototype.toString.call(fn));
}

function converted(fn: CallableFunction, { file, name }: { file: string; name: string }): Flow {
  const definition = { ...defineFlow(fn as FlowDefinition["fn"], { name, logPrints: true }), file };
  const made = flowOf(definition);
  publish(definition, made); // a run of it that goes on finds it as it finds others
  return made;
}

/** The flow that is exported under the name, has the name, or is the only one. */
function flowIn({ file, name, shown }: Entrypoint, exports: Record<string, unknown>): Flow {
  const exported = exports[name ?? "default"];
  if (isFlow(exported)) return exported;
  const flows = flowsIn(file, exports);
  if (name === undefined) return selectFlow(flows, { from: shown });
  const found = flows.find((one) => one.name === name);
  if (found !== undefined) return found;
  if (exported !== undefined)
    throw new MissingFlowError(`${name} in ${shown} is ${kindOf(exported)}, not a flow. Its flows: ${listed(flows)}.`);
  return selectFlow(flows, { name, from: shown });
}

function flowsIn(file: string, exports: Record<string, unknown>): Flow[] {
  const registered = registeredIn(file, "flow").map(({ target }) => target as Flow);
  return [...new Set([...registered, ...Object.values(exports).filter(isFlow)])];
}

function kindOf(value: unknown): string {
  if (isTask(value)) return "a task";
  if (value === null) return "null";
  if (typeof value === "function" && isClass(value)) return "a class";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function listed(flows: readonly Flow[]): string {
  return flows.map(({ name }) => `"${name}"`).join(", ") || "none";
}
