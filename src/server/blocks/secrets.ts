// Secrets in the data of blocks: which fields they are is in the schema (`secret_fields`: dotted paths, `.*` for each
// value of an object).

import type { JsonObject } from "../../lib/json.ts";

export const mask = "********";

/** The data with eight stars in the place of every secret. */
export function withoutSecrets(data: JsonObject, secretFields: readonly string[]): JsonObject {
  return secretFields.reduce((masked, path) => hide(masked, path.split(".")) as JsonObject, data);
}

function hide(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (name === undefined) return value === null || value === undefined ? value : mask;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const object = value as Record<string, unknown>;
  const names = name === "*" ? Object.keys(object) : Object.hasOwn(object, name) ? [name] : [];
  return { ...object, ...Object.fromEntries(names.map((one) => [one, hide(object[one], rest)])) };
}

/** New data over what is stored: eight stars that were sent back mean what they stand for. */
export function withStoredSecrets(sent: JsonObject, stored: JsonObject): JsonObject {
  const entries = Object.entries(sent).map(([name, value]) => {
    const before = stored[name];
    if (value === mask && before !== undefined) return [name, before];
    return [name, isObject(value) && isObject(before) ? withStoredSecrets(value, before) : value];
  });
  return Object.fromEntries(entries) as JsonObject;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
