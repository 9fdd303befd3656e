import type { ApiKey } from "../../schemas/access.ts";
import { openApi } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export async function listApiKeys(options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const keys = await api.client.call("GET /sluice/api_keys");
  printList(keys, { ...options, columns, empty: `No API keys in ${api.where}: nobody is asked for one.` });
}

const columns: Column<ApiKey>[] = [
  { head: "Name", text: (key) => key.name, paint: paint.cyan },
  { head: "Role", text: (key) => key.role },
  { head: "Key", text: (key) => `${key.hint}…`, paint: paint.dim },
  { head: "Made", text: (key) => timeInList(key.created) },
  { head: "Ends", text: (key) => endOf(key) },
];

function endOf({ revoked, expires }: ApiKey): string {
  if (revoked !== null) return `revoked ${timeInList(revoked)}`;
  return expires === null ? "never" : timeInList(expires);
}
