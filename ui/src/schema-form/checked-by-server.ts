import type { JsonObject } from "../server/json-object.ts";
import { call } from "../server/api.ts";
import type { FormErrors } from "./form-errors.ts";
import type { JsonSchema } from "./json-schema.ts";

/** What the server finds wrong with values; it checks them by the same rules when they are sent. */
export async function checkedByServer(schema: JsonSchema, values: Record<string, unknown>): Promise<FormErrors> {
  const body = { schema: schema as JsonObject, values: values as JsonObject };
  return (await call("POST /ui/schemas/validate", { body })).errors;
}
