import { createRequire } from "node:module";
import type { FunctionExpression, ArrowFunctionExpression, ObjectPattern, Pattern, Expression } from "acorn";
import type { Json } from "../../lib/json.ts";

export interface Parameter {
  name: string;
  /** Whether a call may leave it out: it has a default, or it takes the rest. */
  isOptional: boolean;
  /** The default where it is a plain literal; other defaults are only known inside the function. */
  defaultValue?: Json;
  isRest: boolean;
}

export interface Signature {
  parameters: Parameter[];
  /** The only parameter is an object pattern: the function takes named parameters. */
  takesObject: boolean;
  /** The named parameters that its pattern takes out of the object. */
  fields?: Parameter[];
}

type AnyFunction = (...args: never[]) => unknown;

const known = new WeakMap<AnyFunction, Signature>();
const require = createRequire(import.meta.url);

/**
 * The parameters of a function, by parsing its own text. A function without readable text (native, bound) has
 * as many unnamed parameters as its `length` says.
 */
export function signatureOf(fn: AnyFunction): Signature {
  let signature = known.get(fn);
  if (signature === undefined) known.set(fn, (signature = readSignature(fn)));
  return signature;
}

function readSignature(fn: AnyFunction): Signature {
  const params = parse(Function.prototype.toString.call(fn));
  return params === undefined ? unnamed(fn.length) : signatureOfPatterns(params);
}

/** The parameters of a function that was parsed. */
export function signatureOfPatterns(params: readonly Pattern[]): Signature {
  const [first] = params;
  const only = params.length === 1 && first !== undefined ? withoutDefault(first) : undefined;
  if (only?.type !== "ObjectPattern") return { parameters: params.map(describe), takesObject: false };
  return { parameters: params.map(describe), takesObject: true, fields: fieldsOf(only) };
}

function parse(text: string): Pattern[] | undefined {
  // A method has no `function` before its name, so it is read as part of an object or of a class.
  for (const source of [`(${text})`, `({${text}})`, `(class {${text}})`]) {
    const found = tryParse(source);
    if (found !== undefined) return found.params;
  }
  return undefined;
}

function tryParse(source: string): FunctionExpression | ArrowFunctionExpression | undefined {
  const acorn = require("acorn") as typeof import("acorn");
  let expression: Expression;
  try {
    expression = acorn.parseExpressionAt(source, 0, {
      ecmaVersion: "latest",
      sourceType: "module",
      checkPrivateFields: false,
      allowSuperOutsideMethod: true,
      allowAwaitOutsideFunction: true,
    } as import("acorn").Options);
  } catch {
    return undefined;
  }
  if (expression.type === "FunctionExpression" || expression.type === "ArrowFunctionExpression") return expression;
  if (expression.type === "ObjectExpression") {
    const [property] = expression.properties;
    if (property?.type === "Property" && property.value.type === "FunctionExpression") return property.value;
  }
  if (expression.type === "ClassExpression") {
    const [member] = expression.body.body;
    if (member?.type === "MethodDefinition") return member.value;
  }
  return undefined;
}

function describe(pattern: Pattern, index: number): Parameter {
  if (pattern.type === "RestElement") return { name: nameOf(pattern.argument, index), isOptional: true, isRest: true };
  const name = nameOf(withoutDefault(pattern), index);
  if (pattern.type !== "AssignmentPattern") return { name, isOptional: false, isRest: false };
  const defaultValue = literalOf(pattern.right);
  return { name, isOptional: true, isRest: false, ...(defaultValue === undefined ? {} : { defaultValue }) };
}

/** `{ url, top = 5, ...others }`: what is taken as the rest has no names to know. */
function fieldsOf({ properties }: ObjectPattern): Parameter[] {
  return properties.flatMap((property) => {
    if (property.type === "RestElement" || property.computed) return [];
    const { key } = property;
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? String(key.value) : undefined;
    return name === undefined ? [] : [{ ...describe(property.value, 0), name }];
  });
}

function withoutDefault(pattern: Pattern): Pattern {
  return pattern.type === "AssignmentPattern" ? pattern.left : pattern;
}

function nameOf(pattern: Pattern, index: number): string {
  return pattern.type === "Identifier" ? pattern.name : `arg${index}`;
}

/** The value of a default that is written out; undefined for one that has to be computed. */
export function literalOf(node: Expression): Json | undefined {
  switch (node.type) {
    case "Literal":
      return node.value === null || ["string", "number", "boolean"].includes(typeof node.value)
        ? (node.value as Json)
        : undefined;
    case "UnaryExpression": {
      const value = node.operator === "-" ? literalOf(node.argument) : undefined;
      return typeof value === "number" ? -value : undefined;
    }
    case "TemplateLiteral":
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
    case "ArrayExpression":
      return literals(node.elements);
    case "ObjectExpression":
      return literalObject(node);
    default:
      return undefined;
  }
}

function literals(elements: readonly unknown[]): Json[] | undefined {
  const values = elements.map((element) => (element === null ? undefined : literalOf(element as Expression)));
  return values.every((value) => value !== undefined) ? values : undefined;
}

function literalObject(node: import("acorn").ObjectExpression): Json | undefined {
  const entries: [string, Json][] = [];
  for (const property of node.properties) {
    if (property.type !== "Property" || property.computed) return undefined;
    const key =
      property.key.type === "Identifier"
        ? property.key.name
        : property.key.type === "Literal"
          ? String(property.key.value)
          : undefined;
    const value = literalOf(property.value);
    if (key === undefined || value === undefined) return undefined;
    entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function unnamed(count: number): Signature {
  const parameters = Array.from({ length: count }, (_, index) => ({
    name: `arg${index}`,
    isOptional: false,
    isRest: false,
  }));
  return { parameters, takesObject: false };
}

/** The arguments of a call by parameter name: what a run's page, its inputs and its name template show. */
export function nameArguments(signature: Signature, args: readonly unknown[]): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const [index, parameter] of signature.parameters.entries()) {
    if (parameter.isRest) {
      named[parameter.name] = args.slice(index);
    } else if (index < args.length && args[index] !== undefined) {
      named[parameter.name] = args[index];
    } else if ("defaultValue" in parameter) {
      named[parameter.name] = parameter.defaultValue;
    } else if (!parameter.isOptional) {
      named[parameter.name] = undefined;
    }
  }
  const last = signature.parameters.at(-1);
  if (last?.isRest !== true)
    for (let at = signature.parameters.length; at < args.length; at++) named[`arg${at}`] = args[at];
  return named;
}
