import { createRequire } from "node:module";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { JsonObject } from "../../lib/json.ts";
import type { FlowDefinition } from "../definitions/flow-definition.ts";
import { isSchema, takesObject } from "./bind.ts";
import type { Parameter } from "./signature.ts";

const require = createRequire(import.meta.url);

/**
 * The JSON Schema of a flow's parameters, as deployments keep it and forms are made of it (F-021): an object with a
 * property for each parameter, in its position. It comes from the flow's own schema where that can say it (zod and arktype
 * can by themselves, valibot with @valibot/to-json-schema); a parameter that nothing is known of takes any value.
 */
export function parameterSchema(definition: FlowDefinition): JsonObject {
  const { parameters } = definition.options;
  if (isSchema(parameters)) return titled(withPositions(jsonSchemaOf(parameters) ?? { type: "object" }));
  const properties: JsonObject = {};
  const required: string[] = [];
  for (const [position, parameter] of namedParameters(definition).entries()) {
    const schema = parameters?.[parameter.name];
    const described = schema === undefined ? {} : (jsonSchemaOf(schema) ?? {});
    const fallback = "defaultValue" in parameter ? { default: parameter.defaultValue ?? null } : {};
    properties[parameter.name] = { title: parameter.name, position, ...fallback, ...described };
    // Whether a field may be left out is only in its type.
    if (!takesObject(definition) && !parameter.isOptional && !("default" in described)) required.push(parameter.name);
  }
  return titled({ type: "object", properties, ...(required.length === 0 ? {} : { required }) });
}

/** What a run gives by name: the parameters, or the fields of the one object that a function takes apart. */
function namedParameters(definition: FlowDefinition): Parameter[] {
  const { parameters, fields = [] } = definition.signature;
  return takesObject(definition) ? fields : parameters;
}

function titled(schema: JsonObject): JsonObject {
  return { title: "Parameters", ...schema };
}

/** Forms show parameters in the order in which the schema names them. */
function withPositions(schema: JsonObject): JsonObject {
  const { properties } = schema;
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return schema;
  const positioned = Object.entries(properties).map(([name, property], position) => {
    const known = typeof property === "object" && property !== null && !Array.isArray(property) ? property : {};
    return [name, { title: name, position, ...known }] as const;
  });
  return { ...schema, properties: Object.fromEntries(positioned) };
}

/** How a schema library says JSON Schema: the Standard JSON Schema interface, which zod 4 and arktype implement. */
interface SaysJsonSchema {
  jsonSchema?: { input(options: { target: string; libraryOptions?: Record<string, unknown> }): JsonObject };
}

/** What a schema says of itself as JSON Schema; undefined where it has no words for it. */
export function jsonSchemaOf(schema: StandardSchemaV1): JsonObject | undefined {
  try {
    const { $schema: _, ...said } = saidBy(schema) ?? {};
    return Object.keys(said).length === 0 ? undefined : said;
  } catch {
    return undefined; // a type that JSON cannot say, such as a symbol, or a library without the words for it
  }
}

function saidBy(schema: StandardSchemaV1): JsonObject | undefined {
  const { jsonSchema, vendor } = schema["~standard"] as StandardSchemaV1["~standard"] & SaysJsonSchema;
  if (jsonSchema !== undefined)
    return jsonSchema.input({ target: "draft-2020-12", libraryOptions: { unrepresentable: "any" } });
  if (vendor !== "valibot") return undefined;
  const valibot = require("@valibot/to-json-schema") as { toJsonSchema(schema: unknown, options: object): JsonObject };
  return valibot.toJsonSchema(schema, { errorMode: "ignore" });
}
