import type { Json, JsonObject } from "../../lib/json.ts";

/**
 * The variables of one job: the pool's defaults, then the deployment's, then the run's. A later one wins; `env` and
 * `labels` are merged, and a dotted key (`resources.limits`) sets what is inside. Source: features W-005.
 */
export function jobVariables(template: JsonObject, ...layers: readonly (JsonObject | null)[]): JsonObject {
  const values = defaultsOf(template);
  for (const layer of layers) {
    for (const [key, value] of Object.entries(layer ?? {})) setAt(values, key.split("."), value);
  }
  return values;
}

function defaultsOf({ variables }: JsonObject): JsonObject {
  const properties = isObject(variables) && isObject(variables["properties"]) ? variables["properties"] : {};
  const values: JsonObject = {};
  for (const [name, property] of Object.entries(properties)) {
    if (isObject(property) && property["default"] !== undefined) values[name] = structuredClone(property["default"]);
  }
  return values;
}

const merged: ReadonlySet<string> = new Set(["env", "labels"]);
const forbidden: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

function setAt(values: JsonObject, path: readonly string[], value: Json): void {
  if (path.some((part) => forbidden.has(part))) return;
  const [first, ...rest] = path;
  const before = values[first!];
  if (rest.length > 0) {
    const inside = isObject(before) ? before : {};
    values[first!] = inside;
    if (first === "env") inside[rest.join(".")] = value;
    else setAt(inside, rest, value);
  } else if (merged.has(first!) && isObject(before) && isObject(value)) values[first!] = { ...before, ...value };
  else values[first!] = structuredClone(value);
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
