import { defineFlow, type FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import type { EntrypointOptions, FlowArguments } from "../../sdk/entrypoints/entrypoints.ts";
import { selectFlow } from "../../sdk/entrypoints/select-flow.ts";
import { ScriptError } from "../../sdk/errors.ts";
import { type Flow, flowOf } from "../../sdk/flow.ts";
import { signatureOfPatterns } from "../../sdk/parameters/signature.ts";
import { declaredFlows, type DeclaredFlow, functionsIn } from "./declared-flows.ts";
import { type Entrypoint, findEntrypoint } from "./entrypoint.ts";
import { parseModule } from "./parse-module.ts";

/** A flow that says of itself what its file says; running it fails. */
export async function loadPlaceholderFlow(text: string, { cwd }: EntrypointOptions = {}): Promise<Flow> {
  return placeholderOf(findEntrypoint(text, cwd));
}

/** The name of a flow, and its options that are written out. */
export async function loadFlowArgumentsFromEntrypoint(
  text: string,
  { cwd }: EntrypointOptions = {},
): Promise<FlowArguments> {
  const { name, options } = declaredFlowOf(findEntrypoint(text, cwd));
  return { ...options, name };
}

/** Whether the function of a flow, or the plain function, is async. */
export async function isEntrypointAsync(text: string, { cwd }: EntrypointOptions = {}): Promise<boolean> {
  const entrypoint = findEntrypoint(text, cwd);
  const plain = functionsIn(parseModule(entrypoint.file, entrypoint.shown)).get(entrypoint.name ?? "default");
  return (plain ?? declaredFlowOf(entrypoint).fn).async;
}

/** The stand-in for the flow of an entrypoint; `cause` is why it is not the flow itself. */
export function placeholderOf(entrypoint: Entrypoint, { cause }: { cause?: Error } = {}): Flow {
  const { name, options, fn } = declaredFlowOf(entrypoint);
  const refuse = (): never => {
    const why = cause === undefined ? "It was only read, not imported." : String(cause);
    throw new ScriptError(`The flow "${name}" of ${entrypoint.shown} cannot be run: ${why}`, { cause });
  };
  const definition: FlowDefinition = {
    ...defineFlow(refuse, { ...withoutCode(options), name }),
    signature: signatureOfPatterns(fn.params),
    file: entrypoint.file,
  };
  return flowOf(definition);
}

/** What is written out of these is only a part of them, such as the names in a schema. */
function withoutCode({ parameters: _, ...options }: DeclaredFlow["options"]): DeclaredFlow["options"] {
  return options;
}

/** The flow that is held or called by the name of an entrypoint, or the only one of its file. */
function declaredFlowOf({ file, name, shown }: Entrypoint): DeclaredFlow {
  const flows = declaredFlows(parseModule(file, shown));
  const held = flows.find(({ heldBy }) => heldBy === (name ?? "default"));
  return held ?? selectFlow(flows, { name, from: shown });
}
