import { createHash } from "node:crypto";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonObject } from "../lib/json.ts";

const compiled = new Map<string, ValidateFunction>();
const mostCompiled = 200;

/**
 * What is wrong with the values by a JSON schema: nothing when they fit.
 *
 * @throws Error when the schema itself is none.
 */
export async function schemaErrors(schema: JsonObject, values: unknown): Promise<ErrorObject[]> {
  const validate = await validatorOf(schema);
  return validate(values) ? [] : (validate.errors ?? []);
}

async function validatorOf(schema: JsonObject): Promise<ValidateFunction> {
  const key = createHash("sha256").update(JSON.stringify(schema)).digest("hex");
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const [{ Ajv2020 }, formats] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateFormats: true,
    addUsedSchema: false,
    logger: false,
  });
  formats.default.default(ajv);
  const validate = ajv.compile(schema);
  if (compiled.size >= mostCompiled) compiled.delete(compiled.keys().next().value!);
  compiled.set(key, validate);
  return validate;
}
