import { withPlainNumbers } from "../../lib/exact-json.ts";
import type { JsonObject } from "../../lib/json.ts";
import { schemaErrors } from "../json-schema.ts";
import { loosened } from "./loosened-schema.ts";

/** What parameters do not fit the schema of their flow, in one sentence; undefined when they fit. */
export async function parameterFault(
  schema: JsonObject,
  parameters: JsonObject,
  { ignoreRequired }: { ignoreRequired: boolean },
): Promise<string | undefined> {
  const errors = await schemaErrors(loosened(schema, { ignoreRequired }), withPlainNumbers(parameters));
  if (errors.length === 0) return undefined;
  return errors
    .map(({ instancePath, keyword, message, params }) => {
      if (keyword === "required") return `'${String(params["missingProperty"])}' is a required property`;
      return `parameter '${instancePath.slice(1).replaceAll("/", ".")}' ${message ?? keyword}`;
    })
    .join("; ");
}

/** A schema whose parts refer to each other without end: no form can be made of it. */
export function isCircular(schema: JsonObject): boolean {
  const definitions = { ...asObject(schema["definitions"]), ...asObject(schema["$defs"]) };
  const refersTo = new Map(Object.entries(definitions).map(([name, part]) => [name, referencesIn(part)]));
  return [...refersTo.keys()].some((name) => reaches(name, name, refersTo));
}

function asObject(value: unknown): JsonObject {
  return typeof value === "object" && value !== null ? (value as JsonObject) : {};
}

function referencesIn(part: unknown): string[] {
  const found = JSON.stringify(part ?? null).matchAll(/"\$ref":"#\/(?:definitions|\$defs)\/([^"]+)"/g);
  return [...found].map(([, name]) => name!);
}

function reaches(from: string, target: string, refersTo: ReadonlyMap<string, string[]>): boolean {
  const seen = new Set<string>();
  const open = [...(refersTo.get(from) ?? [])];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === target) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...(refersTo.get(name) ?? []));
  }
  return false;
}
