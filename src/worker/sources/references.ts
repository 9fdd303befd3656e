import type { Json, JsonObject } from "../../lib/json.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { isHttpStatusError } from "../../sdk/errors.ts";
import type { Api } from "../../sdk/host.ts";
import type { References } from "./templating.ts";

/** References to this environment and to what the server keeps. */
export function referencesTo(api: Api): References {
  return {
    env: process.env,
    async variable(name) {
      return (await ifThere(ask<{ value: Json }>(api, `/variables/name/${encodeURIComponent(name)}`)))?.value;
    },
    async block(type, name) {
      const path = `/block_types/slug/${encodeURIComponent(type)}/block_documents/name/${encodeURIComponent(name)}`;
      return (await ifThere(ask<{ data: JsonObject }>(api, `${path}?include_secrets=true`)))?.data;
    },
  };
}

async function ifThere<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isHttpStatusError(error, 404)) return undefined;
    throw error;
  }
}
