import { dirname } from "node:path";
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

/**
 * Imports a module for its definitions, and gives what it exports; TypeScript that Node does not run by itself by a
 * transpiler of the user's.
 */
export async function importAsLibrary(file: string): Promise<Record<string, unknown>> {
  shared.loading = file;
  try {
    return await imported(file);
  } catch (error) {
    if (isSluiceError(error, "configuration-error")) throw error; // says what to do about its main
    throw new ScriptError(`${shownPath(file)} could not be imported: ${String(error)}`, { cause: error });
  } finally {
    shared.loading = undefined;
  }
}

async function imported(file: string): Promise<Record<string, unknown>> {
  const { href } = pathToFileURL(file);
  try {
    return (await import(href)) as Record<string, unknown>;
  } catch (error) {
    if (!needsTranspiler(error)) throw error;
    const { installTypeScriptLoader } = await import("../../../lib/typescript-loader/install-loader.ts");
    installTypeScriptLoader(dirname(file));
    return (await import(href)) as Record<string, unknown>; // nothing of it has run: Node looks at all syntax first
  }
}

/** An enum, a namespace or a parameter property; or a decorator, which is left in place where types are stripped. */
function needsTranspiler(error: unknown): boolean {
  if (!(error instanceof SyntaxError)) return false;
  const isUnsupported = "code" in error && error.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX";
  return isUnsupported || error.message === "Invalid or unexpected token";
}
