import { pathToFileURL } from "node:url";
import { isSluiceError, MissingFlowError, ScriptError } from "../../errors.ts";
import { type Flow, flowDefinition } from "../../flow.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import { shared } from "../../global.ts";
import { findRegistered, registeredIn, shownPath } from "../../definitions/registry.ts";

/**
 * Imports a module as a library, and gives the flow that it defines under a name (engine.md T1).
 *
 * @throws {ConfigurationError} its main is not guarded · {ScriptError} it throws · {MissingFlowError}
 */
export async function importFlow(file: string, name: string): Promise<FlowDefinition> {
  await importAsLibrary(file);
  const registration = findRegistered("flow", file, name);
  if (registration !== undefined) return flowDefinition(registration.target as Flow);
  const others = registeredIn(file, "flow").map((other) => `"${other.name}"`);
  throw new MissingFlowError(
    `${shownPath(file)} defines no flow "${name}" any more. It defines: ${others.join(", ") || "none"}.`,
  );
}

/** Imports a module for its definitions, and gives what it exports. */
export async function importAsLibrary(file: string): Promise<Record<string, unknown>> {
  shared.loading = file;
  try {
    return (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  } catch (error) {
    if (isSluiceError(error, "configuration-error")) throw error; // says what to do about its main
    throw new ScriptError(`${shownPath(file)} could not be imported: ${String(error)}`, { cause: error });
  } finally {
    shared.loading = undefined;
  }
}
