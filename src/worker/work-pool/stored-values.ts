import type { Json, JsonObject } from "../../lib/json.ts";
import { isHttpStatusError, SluiceError } from "../../sdk/errors.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import { placeholdersIn, valueAt } from "./fill-template.ts";

/** A job names a block or a variable that is not there. */
export class MissingStoredValue extends SluiceError {
  static override readonly code = "missing-stored-value";
}

/**
 * What `{{ prefect.blocks.<type>.<name>[.<field>] }}` and `{{ prefect.variables.<name> }}` in a job stand for.
 *
 * @throws {MissingStoredValue}
 */
export async function storedValues(api: Api, job: Json): Promise<Map<string, Json>> {
  const values = new Map<string, Json>();
  for (const path of placeholdersIn(job)) {
    const [root, kind, ...rest] = path.split(".");
    if (root !== "prefect" || rest.length === 0) continue;
    if (kind === "variables") values.set(path, await variable(api, rest.join(".")));
    if (kind === "blocks") values.set(path, await blockField(api, path, rest));
  }
  return values;
}

async function variable(api: Api, name: string): Promise<Json> {
  const found = await stored<{ value: Json }>(api, `/variables/name/${encodeURIComponent(name)}`, `variable "${name}"`);
  return found.value;
}

async function blockField(api: Api, path: string, [type, name = "", ...field]: readonly string[]): Promise<Json> {
  const address = `/block_types/slug/${encodeURIComponent(type!)}/block_documents/name/${encodeURIComponent(name)}`;
  const { data } = await stored<{ data: JsonObject }>(
    api,
    `${address}?include_secrets=true`,
    `block "${type}/${name}"`,
  );
  if (field.length === 0) return Object.keys(data).join() === "value" ? data["value"]! : data; // a Secret is its value
  const value = valueAt(data, field.join("."));
  if (value === undefined) throw new MissingStoredValue(`{{ ${path} }}: the block has no such field.`);
  return value;
}

async function stored<T>(api: Api, path: string, what: string): Promise<T> {
  try {
    return await ask<T>(api, path, { isPatient: true });
  } catch (error) {
    if (!isHttpStatusError(error, 404)) throw error;
    throw new MissingStoredValue(`The job needs the ${what}, which is not there.`, { cause: error });
  }
}
