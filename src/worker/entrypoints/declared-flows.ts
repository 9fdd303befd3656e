// The flows that a module's text defines, found without running it.

import type {
  AnyNode,
  ArrowFunctionExpression,
  CallExpression,
  FunctionDeclaration,
  FunctionExpression,
  Program,
} from "acorn";
import type { JsonObject } from "../../lib/json.ts";
import { dashed } from "../../sdk/definitions/definition.ts";
import { literalOf } from "../../sdk/parameters/signature.ts";

export type DeclaredFunction = ArrowFunctionExpression | FunctionExpression | FunctionDeclaration;

export interface DeclaredFlow {
  name: string;
  /** The variable or export that holds it. */
  heldBy: string | undefined;
  /** Its options as far as they are written out. */
  options: JsonObject;
  fn: DeclaredFunction;
}

/** `flow(fn)`, `flow("name", fn)`, `flow({ … }, fn)` and `flow({ … })(fn)`, wherever they are. */
export function declaredFlows(program: Program): DeclaredFlow[] {
  const functions = functionsIn(program);
  const found: DeclaredFlow[] = [];
  walk(program, undefined, (node, holder) => {
    const flow = node.type === "CallExpression" ? flowOfCall(node, { holder, functions }) : undefined;
    if (flow === undefined) return true;
    found.push(flow);
    return false;
  });
  return found;
}

/** Functions by their names, to find those that a flow is made of elsewhere. */
export function functionsIn(program: Program): Map<string, DeclaredFunction> {
  const functions = new Map<string, DeclaredFunction>();
  walk(program, undefined, (node, holder) => {
    if (!isFunction(node)) return true;
    const name = node.type === "ArrowFunctionExpression" ? holder : (node.id?.name ?? holder);
    if (name !== undefined && !functions.has(name)) functions.set(name, node);
    return true;
  });
  return functions;
}

interface Surroundings {
  holder: string | undefined;
  functions: ReadonlyMap<string, DeclaredFunction>;
}

function flowOfCall(call: CallExpression, { holder, functions }: Surroundings): DeclaredFlow | undefined {
  const calls = callsOf(call);
  if (calls === undefined) return undefined;
  const last = call.arguments.at(-1);
  const fn = last?.type === "Identifier" ? functions.get(last.name) : last;
  if (fn === undefined || !isFunction(fn)) return undefined;
  const options = Object.assign({}, ...calls.map(optionsOf)) as JsonObject;
  const own = fn.type === "ArrowFunctionExpression" ? undefined : fn.id?.name;
  const name = typeof options["name"] === "string" ? options["name"] : dashed(own ?? holder ?? "flow");
  return { name, heldBy: holder, options, fn };
}

/** The calls that make one flow, the curried one too; undefined for any other call. */
function callsOf(call: CallExpression): CallExpression[] | undefined {
  const { callee } = call;
  if (callee.type === "CallExpression") {
    const earlier = callsOf(callee);
    return earlier === undefined ? undefined : [...earlier, call];
  }
  const name =
    callee.type === "MemberExpression" && callee.property.type === "Identifier"
      ? callee.property.name
      : callee.type === "Identifier"
        ? callee.name
        : "";
  return name === "flow" ? [call] : undefined;
}

function optionsOf({ arguments: [first] }: CallExpression): JsonObject {
  if (first?.type === "Literal" && typeof first.value === "string") return { name: first.value };
  if (first?.type !== "ObjectExpression") return {};
  const options: JsonObject = {};
  for (const property of first.properties) {
    if (property.type !== "Property" || property.computed || property.key.type !== "Identifier") continue;
    const value = literalOf(property.value);
    if (value !== undefined) options[property.key.name] = value;
  }
  return options;
}

function isFunction(node: AnyNode): node is DeclaredFunction {
  return ["ArrowFunctionExpression", "FunctionExpression", "FunctionDeclaration"].includes(node.type);
}

/** Visits all nodes, each with the name that its value is given; `visit` says whether to look into one. */
function walk(
  node: AnyNode,
  holder: string | undefined,
  visit: (node: AnyNode, holder: string | undefined) => boolean,
): void {
  if (!visit(node, holder)) return;
  for (const child of Object.values(node).flat() as unknown[]) {
    if (isNode(child)) walk(child, holderOf(node, child), visit);
  }
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function holderOf(parent: AnyNode, child: AnyNode): string | undefined {
  if (parent.type === "VariableDeclarator" && parent.init === child)
    return parent.id.type === "Identifier" ? parent.id.name : undefined;
  if (parent.type === "Property" && parent.value === child)
    return parent.key.type === "Identifier" ? parent.key.name : undefined;
  return parent.type === "ExportDefaultDeclaration" ? "default" : undefined;
}
