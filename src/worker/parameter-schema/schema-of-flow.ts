import type { JsonObject } from "../../lib/json.ts";
import type { FlowDefinition } from "../../sdk/definitions/flow-definition.ts";
import { ConfigurationError } from "../../sdk/errors.ts";
import { takesObject } from "../../sdk/parameters/bind.ts";
import { parameterSchema } from "../../sdk/parameters/json-schema.ts";
import { compilerFor } from "./compiler.ts";
import { findFlowFunction } from "./flow-function.ts";
import { programOf } from "./program.ts";
import { type TypedParameters, typesOfParameters } from "./typed-parameters.ts";

/**
 * The JSON Schema of a flow's parameters: the flow's own where it has one, else what its TypeScript types say, read with
 * the compiler of its project. Without types, or a compiler, parameters have names and take any value, and `$comment`
 * says why.
 *
 * @throws {ConfigurationError} the type of a parameter that must be given cannot be JSON
 */
export function schemaOfFlow(definition: FlowDefinition): JsonObject {
  const plain = parameterSchema(definition);
  if (definition.options.parameters !== undefined || definition.signature.parameters.length === 0) return plain;
  const typed = typedParameters(definition);
  if (typeof typed === "string") return { ...plain, $comment: `Parameters take any value: ${typed}` };
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

/** The types of a flow's parameters, or why there are none. */
function typedParameters({ file, name, registeredAs }: FlowDefinition): TypedParameters | string {
  if (!isTypeScript(file)) return "the flow is not written in TypeScript.";
  const compiler = compilerFor(file);
  if (compiler === undefined)
    return "no TypeScript compiler with an API is installed: npm install --save-dev typescript6@npm:typescript@6";
  const program = programOf(compiler, file);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const fn = source && findFlowFunction(compiler, { source, checker, name: registeredAs });
  if (fn === undefined) return "the file does not show its function.";
  const typed = typesOfParameters(compiler, checker, fn);
  for (const one of typed.required) refuseUnsayable(name, one, typed.properties[one]);
  return typed;
}

/** A run that is started by the API could never give it. */
function refuseUnsayable(flow: string, parameter: string, schema: JsonObject | undefined): void {
  const comment = schema?.["$comment"];
  if (typeof comment !== "string") return;
  throw new ConfigurationError(
    `The parameter "${parameter}" of the flow "${flow}" cannot be given to a deployment: ${comment} ` +
      "Take an array or an object, make it optional, or give the flow a `parameters` schema that makes it.",
  );
}
