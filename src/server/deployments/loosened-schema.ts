import type { Json, JsonObject } from "../../lib/json.ts";
import { isObject } from "./base-job-template.ts";

export interface Looseness {
  /** Nothing has to be there: the rest may come later. */
  ignoreRequired?: boolean;
  /** A field that has a default may be null: schemas made from Python models do not say that they are optional. */
  nullWithDefault?: boolean;
}

/** The schema without the demands that are not made yet. */
export function loosened(
  schema: JsonObject,
  { ignoreRequired = false, nullWithDefault = false }: Looseness,
): JsonObject {
  const { required, ...rest } = schema;
  const kept = ignoreRequired && Array.isArray(required) ? rest : schema;
  const entries = Object.entries(kept).map(([key, value]): [string, Json] => {
    if (isNested(key)) return [key, loosenedFields(value, { ignoreRequired, nullWithDefault }, key === "properties")];
    if (Array.isArray(value) && isCombined(key)) {
      return [key, value.map((one) => (isObject(one) ? loosened(one, { ignoreRequired, nullWithDefault }) : one))];
    }
    if (key === "items" && isObject(value)) return [key, loosened(value, { ignoreRequired, nullWithDefault })];
    return [key, value];
  });
  return Object.fromEntries(entries);
}

const isNested = (key: string) => key === "properties" || key === "definitions" || key === "$defs";
const isCombined = (key: string) => key === "allOf" || key === "anyOf" || key === "oneOf";

function loosenedFields(fields: Json, looseness: Looseness, areProperties: boolean): Json {
  if (!isObject(fields)) return fields;
  const entries = Object.entries(fields).map(([name, field]): [string, Json] => {
    if (!isObject(field)) return [name, field];
    const inner = loosened(field, looseness);
    const mayBeNull = areProperties && looseness.nullWithDefault === true && Object.hasOwn(field, "default");
    return [name, mayBeNull ? { anyOf: [inner, { type: "null" }] } : inner];
  });
  return Object.fromEntries(entries);
}
