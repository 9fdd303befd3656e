import { systemClock } from "../../lib/clock.ts";
import { openStore } from "../../server/db/store.ts";
import { type ImportedCount, importPrefect } from "../../server/import/import-prefect.ts";
import { openPrefectSource } from "../../server/import/prefect-source.ts";
import { withoutPassword } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { placeOf, type PlaceOptions } from "./place.ts";

export type ImportDatabaseOptions = PlaceOptions & OutputOptions & { from: string };

/** Takes over what a database of Prefect's holds, and says what was left out and why. */
export async function importDatabase(options: ImportDatabaseOptions): Promise<void> {
  const { database } = placeOf(options);
  const source = await openPrefectSource(options.from);
  try {
    await using store = await openForImport(database);
    const revision = await source.revision();
    console.error(`From ${withoutPassword(options.from)} (revision ${revision}) into ${withoutPassword(database)}`);
    const counts = await importPrefect(source, store, { clock: systemClock, onProgress: showProgress });
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
    const filled = counts.filter(({ rows }) => rows > 0);
    printList(filled, { ...options, columns, empty: "There was nothing to import." });
  } finally {
    await source.close();
  }
}

async function openForImport(database: string) {
  const store = await openStore({ database, clock: systemClock });
  return Object.assign(store, { [Symbol.asyncDispose]: () => store.close() });
}

function showProgress(table: string, rows: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${table}: ${rows}`);
}

const columns: Column<ImportedCount>[] = [
  { head: "Table", text: ({ table }) => table },
  { head: "There", text: ({ rows }) => String(rows) },
  { head: "New here", text: ({ added }) => String(added) },
  { head: "Left out", text: ({ refused }) => String(refused) },
  { head: "Why", text: ({ reason }) => reason ?? "" },
];
