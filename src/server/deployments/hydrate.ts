// Parameters may hold values that are worked out by the server: `{"__prefect_kind": "json", "value": "[1, 2]"}`,
// `{"__prefect_kind": "jinja", "template": "…"}`, `{"__prefect_kind": "workspace_variable", "variable_name": "…"}`.
// Source: features DP-005.

import { isExactNumber, parseExactJson, withPlainNumbers } from "../../lib/exact-json.ts";
import type { Json, JsonObject } from "../../lib/json.ts";
import { isObject } from "./base-job-template.ts";

/** Parameters that cannot be worked out, with the reason. */
export class HydrationError extends Error {
  override name = "HydrationError";
}

/** Reads a variable; undefined when there is none. Its value is JSON text. */
export type ReadVariable = (name: string) => Promise<string | undefined>;

/** A value that says nothing yet, such as a JSON field that is still empty in a form. */
const nothing = Symbol("nothing");
type Hydrated = Json | typeof nothing;

/** @throws HydrationError */
export async function hydrate(parameters: JsonObject, readVariable: ReadVariable): Promise<JsonObject> {
  if (!JSON.stringify(parameters).includes("__prefect_kind")) return parameters;
  const hydrated = await hydrateValue(parameters, readVariable);
  return isObject(hydrated) ? hydrated : {};
}

async function hydrateValue(value: Json, readVariable: ReadVariable): Promise<Hydrated> {
  if (value === null || typeof value !== "object" || isExactNumber(value)) return value;
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item) => hydrateValue(item, readVariable)));
    return items.filter((item) => item !== nothing);
  }
  if (Object.hasOwn(value, "__prefect_kind")) return ofKind(value, readVariable);
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, inner]) => [key, await hydrateValue(inner, readVariable)] as const),
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== nothing));
}

async function ofKind(value: JsonObject, readVariable: ReadVariable): Promise<Hydrated> {
  switch (value["__prefect_kind"]) {
    case "none":
      if (!Object.hasOwn(value, "value")) throw new HydrationError("A value of the kind 'none' has no `value`.");
      return hydrateValue(value["value"]!, readVariable);
    case "json":
      return fromJson(await inner(value, "value", readVariable));
    case "jinja":
      return fromTemplate(await inner(value, "template", readVariable));
    case "workspace_variable":
      return fromVariable(await inner(value, "variable_name", readVariable), readVariable);
    default:
      return value["value"] ?? null;
  }
}

function inner(value: JsonObject, key: string, readVariable: ReadVariable): Promise<Hydrated> {
  return Object.hasOwn(value, key) ? hydrateValue(value[key]!, readVariable) : Promise.resolve(nothing);
}

function fromJson(text: Hydrated): Hydrated {
  if (typeof text !== "string") return text;
  try {
    return parseExactJson(text) as Json;
  } catch (error) {
    throw new HydrationError(`A value is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const templateSteps = 100_000;

/** A template always gives a text; it sees no variables. */
async function fromTemplate(template: Hydrated): Promise<Hydrated> {
  if (typeof template !== "string") throw new HydrationError("A value of the kind 'jinja' has no `template`.");
  const { Environment } = await import("minijinja-js");
  const environment = new Environment();
  environment.fuel = templateSteps;
  try {
    return environment.renderStr(template, {});
  } catch (error) {
    throw new HydrationError(
      `A template cannot be rendered: ${error instanceof Error ? error.message : String(error)}`,
    );
  } finally {
    environment.free();
  }
}

async function fromVariable(name: Hydrated, readVariable: ReadVariable): Promise<Hydrated> {
  if (name === nothing) return nothing;
  const value = typeof name === "string" ? await readVariable(name) : undefined;
  if (value === undefined) throw new HydrationError(`There is no variable '${String(withPlainNumbers(name))}'.`);
  return parseExactJson(value) as Json;
}
