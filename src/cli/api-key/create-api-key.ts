import { type Role, roles } from "../../schemas/roles.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";

export interface CreateApiKeyOptions extends OutputOptions {
  role: string;
  expiresInDays?: number;
}

const dayMs = 24 * 3600 * 1000;

/** Makes a key and shows it, on stdout alone so that it can be piped to where secrets are kept. */
export async function createApiKey(name: string, options: CreateApiKeyOptions): Promise<void> {
  const { role, expiresInDays: days, output } = options;
  if (!isRole(role)) throw new CommandFailure(`"${role}" is no role: there are ${roles.join(", ")}.`);
  const expires = days === undefined ? null : new Date(Date.now() + days * dayMs).toISOString();
  await using api = await openApi();
  const made = await api.client.call("POST /sluice/api_keys", { body: { name, role, expires } });
  if (output === "json") return printJson(made);
  console.log(made.key);
  console.error(`The key "${name}" (${role}) is shown this once. Use it: export SLUICE_API_KEY=…`);
}

function isRole(text: string): text is Role {
  return (roles as readonly string[]).includes(text);
}
