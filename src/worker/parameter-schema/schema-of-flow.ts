import { statSync } from "node:fs";
import { dirname } from "node:path";
import type * as ts from "typescript6";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import { takesObject } from "../../sdk/parameters/bind.ts";
import { parameterSchema } from "../../sdk/parameters/json-schema.ts";
import { type Compiler, compilerFor } from "./compiler.ts";
import { findFlowFunction, type FlowFunction } from "./flow-function.ts";
import { SchemaMaker } from "./schema-of-type.ts";

/**
 * The JSON Schema of a flow's parameters: the flow's own where it has one, else what its TypeScript types say, read with
 * the compiler of its project. Without types, or a compiler, parameters have names and take any value.
 */
export function schemaOfFlow(definition: FlowDefinition): JsonObject {
  const plain = parameterSchema(definition);
  if (definition.options.parameters !== undefined || !isTypeScript(definition.file)) return plain;
  const typed = typedParameters(definition.file, definition.registeredAs);
  if (typed === undefined) return plain;
  const { properties, required, definitions } = typed;
  const { required: _, ...described } = takesObject(definition)
    ? { ...plain, properties }
    : withTypes(plain, properties);
  return {
    ...described,
    ...(required.length === 0 ? {} : { required }),
    ...(Object.keys(definitions).length === 0 ? {} : { definitions }),
  };
}

function isTypeScript(file: string | null): file is string {
  return file !== null && /\.[cm]?tsx?$/.test(file);
}

/** The names, positions and defaults of the one, and the types and descriptions of the other. */
function withTypes(plain: JsonObject, typed: Record<string, JsonObject>): JsonObject {
  const properties = Object.entries(plain["properties"] as Record<string, JsonObject>);
  return {
    ...plain,
    properties: Object.fromEntries(properties.map(([name, known]) => [name, { ...known, ...typed[name] }])),
  };
}

interface Typed {
  properties: Record<string, JsonObject>;
  required: string[];
  definitions: JsonObject;
}

function typedParameters(file: string, name: string): Typed | undefined {
  const compiler = compilerFor(file);
  if (compiler === undefined) return undefined;
  const program = programOf(compiler, file);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const fn = source && findFlowFunction(compiler, { source, checker, name });
  return fn && typesOf(compiler, checker, fn);
}

let last: { file: string; changed: number; program: ts.Program } | undefined;

/** Reading types takes seconds: flows of one file share them. */
function programOf(ts: Compiler, file: string): ts.Program {
  const changed = statSync(file).mtimeMs;
  if (last?.file !== file || last.changed !== changed)
    last = { file, changed, program: ts.createProgram([file], { ...optionsFor(ts, file), noEmit: true }) };
  return last.program;
}

function optionsFor(ts: Compiler, file: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  const read = config === undefined ? undefined : ts.readConfigFile(config, ts.sys.readFile).config;
  const given = read === undefined ? {} : ts.parseJsonConfigFileContent(read, ts.sys, dirname(config!)).options;
  return {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    ...given,
    strict: true, // without it `null` and `undefined` are not told apart
  };
}

function typesOf(ts: Compiler, checker: ts.TypeChecker, fn: FlowFunction): Typed {
  const maker = new SchemaMaker(ts, checker);
  const [first] = fn.parameters;
  const typed =
    first !== undefined && fn.parameters.length === 1 && ts.isObjectBindingPattern(first.name)
      ? membersOf(ts, checker, { maker, parameter: first, pattern: first.name })
      : positionalTypes(checker, maker, fn);
  return { ...typed, definitions: maker.definitions };
}

function positionalTypes(checker: ts.TypeChecker, maker: SchemaMaker, fn: FlowFunction): Omit<Typed, "definitions"> {
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
