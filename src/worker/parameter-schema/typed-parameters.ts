import type * as ts from "typescript6";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { Compiler } from "./compiler.ts";
import type { FlowFunction } from "./flow-function.ts";
import { SchemaMaker } from "./schema-of-type.ts";

export interface TypedParameters {
  /** By their names, with what their types and comments say. */
  properties: Record<string, JsonObject>;
  required: string[];
  /** What types refer to. */
  definitions: JsonObject;
}

/** The parameters of a function, or the fields of the one object that it takes apart. */
export function typesOfParameters(ts: Compiler, checker: ts.TypeChecker, fn: FlowFunction): TypedParameters {
  const maker = new SchemaMaker(ts, checker);
  const [first] = fn.parameters;
  const typed =
    first !== undefined && fn.parameters.length === 1 && ts.isObjectBindingPattern(first.name)
      ? membersOf(ts, checker, { maker, parameter: first, pattern: first.name })
      : positionalTypes(checker, maker, fn);
  return { ...typed, definitions: maker.definitions };
}

function positionalTypes(
  checker: ts.TypeChecker,
  maker: SchemaMaker,
  fn: FlowFunction,
): Omit<TypedParameters, "definitions"> {
  const required = fn.parameters.filter((one) => !mayBeLeftOut(one)).map(({ name }) => name.getText());
  const properties = fn.parameters.map((parameter) => {
    const symbol = checker.getSymbolAtLocation(parameter.name);
    const type = checker.getTypeAtLocation(parameter);
    return [parameter.name.getText(), { ...maker.of(type), ...(symbol && maker.described(symbol)) }] as const;
  });
  return { properties: Object.fromEntries(properties), required };
}

function mayBeLeftOut({ questionToken, initializer, dotDotDotToken }: ts.ParameterDeclaration): boolean {
  return (questionToken ?? initializer ?? dotDotDotToken) !== undefined;
}

interface Pattern {
  maker: SchemaMaker;
  parameter: ts.ParameterDeclaration;
  pattern: ts.ObjectBindingPattern;
}

/** The fields of the one object that a flow takes apart in its parameter list. */
function membersOf(ts: Compiler, checker: ts.TypeChecker, { maker, parameter, pattern }: Pattern) {
  const defaults = defaultsIn(ts, pattern);
  const properties: Record<string, JsonObject> = {};
  const required: string[] = [];
  for (const [position, member] of checker.getPropertiesOfType(checker.getTypeAtLocation(parameter)).entries()) {
    const name = member.getName();
    const isOptional = (member.flags & ts.SymbolFlags.Optional) !== 0 || defaults.has(name);
    const value = defaults.get(name);
    const fallback = value === undefined ? {} : { default: value };
    const schema = maker.of(checker.getTypeOfSymbol(member));
    properties[name] = { title: name, position, ...schema, ...fallback, ...maker.described(member) };
    if (!isOptional) required.push(name);
  }
  return { properties, required };
}

/** What a pattern gives in the place of missing fields; undefined where that is no literal. */
function defaultsIn(ts: Compiler, pattern: ts.ObjectBindingPattern): Map<string, Json | undefined> {
  const defaults = new Map<string, Json | undefined>();
  for (const { name, propertyName, initializer } of pattern.elements) {
    if (initializer !== undefined) defaults.set((propertyName ?? name).getText(), literal(ts, initializer));
  }
  return defaults;
}

function literal(ts: Compiler, node: ts.Expression): Json | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return null;
  if (ts.isArrayLiteralExpression(node) && node.elements.length === 0) return [];
  const isNegative = ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken;
  return isNegative && ts.isNumericLiteral(node.operand) ? -Number(node.operand.text) : undefined;
}
