import type { AuditEntry } from "../../schemas/access.ts";
import { openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export async function showAudit(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const entries = await api.client.call("GET /sluice/audit", { query: { limit: options.limit } });
  printList(entries, { ...options, columns, empty: `Nothing has been changed through a server of ${api.where}.` });
}

const columns: Column<AuditEntry>[] = [
  { head: "When", text: (entry) => timeInList(entry.occurred) },
  { head: "Who", text: (entry) => entry.actor, paint: paint.cyan },
  { head: "Role", text: (entry) => entry.role },
  { head: "What", text: (entry) => `${entry.method} ${entry.path}` },
];
