import { z } from "zod";
import type { JsonObject } from "../lib/json.ts";
import { type Route, statusesOf } from "./route.ts";

export interface OpenApiOptions {
  title: string;
  version: string;
  /** What paths are below. Default: nothing. */
  basePath?: string;
}

/** The OpenAPI 3.1 document of some routes. Websockets have no place in OpenAPI and are left out. */
export function openApi(routes: readonly Route[], { title, version, basePath = "" }: OpenApiOptions): JsonObject {
  const components = new Components();
  const described = routes.filter((route) => route.method !== "WS");
  const responses = described.map((route) => responsesOf(route, components)); // first: they own the plain names
  const paths: Record<string, JsonObject> = {};
  described.forEach((route, at) => {
    const path = (route.outside ? "" : basePath) + route.path.replaceAll(":uuid}", "}");
    (paths[path] ??= {})[route.method.toLowerCase()] = {
      summary: route.summary,
      ...requestOf(route, components),
      responses: responses[at]!,
    };
  });
  return { openapi: "3.1.0", info: { title, version }, paths, components: { schemas: components.schemas } };
}

function requestOf(route: Route, components: Components): JsonObject {
  const parameters = [...pathParameters(route.path), ...queryParameters(route, components)];
  const described: JsonObject = parameters.length === 0 ? {} : { parameters };
  const body = route.body?.();
  if (body === undefined) return described;
  const content = { "application/json": { schema: components.input(body) } };
  return { ...described, requestBody: { required: !body.safeParse({}).success, content } };
}

function pathParameters(path: string): JsonObject[] {
  return [...path.matchAll(/\{(\w+)(:uuid)?\}/g)].map(([, name, isUuid]) => ({
    name: name!,
    in: "path",
    required: true,
    schema: isUuid === undefined ? { type: "string" } : { type: "string", format: "uuid" },
  }));
}

function queryParameters(route: Route, components: Components): JsonObject[] {
  return Object.entries(route.query?.().shape ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: !z.safeParse(schema, undefined).success,
    schema: components.input(schema),
  }));
}

function responsesOf(route: Route, components: Components): JsonObject {
  const schema = route.answer === undefined ? undefined : components.output(route.answer());
  const content = schema === undefined ? {} : { content: { [route.media ?? "application/json"]: { schema } } };
  return Object.fromEntries(statusesOf(route).map((status) => [status, { description: "Success", ...content }]));
}

/** The named schemas of a document. One that is sent and received has the name `X-Input` where it is sent. */
class Components {
  readonly schemas: Record<string, JsonObject> = {};
  readonly #received = new Set<string>();

  output(schema: z.core.$ZodType): JsonObject {
    return this.#add(schema, "output", (name) => {
      this.#received.add(name);
      return name;
    });
  }

  input(schema: z.core.$ZodType): JsonObject {
    return this.#add(schema, "input", (name) => (this.#received.has(name) ? `${name}-Input` : name));
  }

  #add(schema: z.core.$ZodType, io: "input" | "output", nameFor: (name: string) => string): JsonObject {
    const { $schema, $defs = {}, ...body } = z.toJSONSchema(schema, { io, unrepresentable: "any", override: open });
    for (const [name, definition] of Object.entries($defs)) {
      this.schemas[nameFor(name)] = withReferences(definition, nameFor) as JsonObject;
    }
    return withReferences(body, nameFor) as JsonObject;
  }
}

/** Answers may have more fields than a client knows. */
function open({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

function withReferences(value: unknown, nameFor: (name: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => withReferences(item, nameFor));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) =>
    key === "$ref" && typeof item === "string"
      ? [key, `#/components/schemas/${nameFor(item.replace("#/$defs/", ""))}`]
      : [key, withReferences(item, nameFor)],
  );
  return Object.fromEntries(entries);
}
