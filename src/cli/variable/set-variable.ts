import { HttpStatusError } from "../../client/http-errors.ts";
import { parseExactJson } from "../../lib/exact-json.ts";
import { type CommandApi, openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { ifServed } from "../not-found.ts";

export interface SetVariableOptions {
  overwrite?: true;
  tag?: string[];
}

export async function setVariable({
  name,
  value,
  overwrite,
  tag,
}: SetVariableOptions & { name: string; value: string }): Promise<void> {
  await using api = await openApi();
  const fields = { name, value: parsed(value), ...(tag && { tags: tag }) };
  const isThere = (await ifServed(api.client.call("GET /variables/name/{name}", { params: { name } }))) !== undefined;
  if (isThere && !overwrite) throw new CommandFailure(`Variable "${name}" exists: change it with --overwrite.`);
  await write(api, fields, isThere);
  console.log(`${isThere ? "Changed" : "Set"} variable "${name}".`);
}

type Fields = { name: string; value: unknown; tags?: string[] };

async function write({ client }: CommandApi, fields: Fields, isThere: boolean): Promise<void> {
  try {
    if (isThere) await client.call("PATCH /variables/name/{name}", { params: { name: fields.name }, body: fields });
    else await client.call("POST /variables/", { body: fields });
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
    throw new CommandFailure(`Variable "${fields.name}" was not set: ${error.message}`, { cause: error });
  }
}

/** JSON with its numbers as they are written; anything else as text. */
function parsed(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}
