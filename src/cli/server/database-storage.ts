import { statSync } from "node:fs";
import { resolve } from "node:path";
import { systemClock } from "../../lib/clock.ts";
import { openStore } from "../../server/db/store.ts";
import { tableSizes, type TableSize } from "../../server/db/table-sizes.ts";
import type { OutputOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printJson } from "../print/print.ts";
import { type Column, table } from "../print/table.ts";
import { placeOf, type PlaceOptions } from "./place.ts";

/** Says which tables the room goes to. */
export async function databaseStorage(options: OutputOptions & PlaceOptions): Promise<void> {
  const { database } = placeOf(options);
  const store = await openStore({ database, clock: systemClock });
  try {
    const walBytes = store.dialect === "sqlite" ? sizeOfWal(database) : null;
    const tables = await tableSizes(store);
    if (options.output === "json") return printJson({ tables, wal_bytes: walBytes });
    console.log(table(tables, columns));
    const sum = tables.reduce((total, { bytes }) => total + bytes, 0);
    const wal = walBytes === null ? "" : `, and ${megabytes(walBytes)} of write-ahead log`;
    console.log(`\n${megabytes(sum)} in tables and indexes${wal}.`);
  } finally {
    await store.close();
  }
}

function sizeOfWal(database: string): number {
  const file = resolve(database.replace(/^sqlite:(\/\/)?/, ""));
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

const columns: Column<TableSize>[] = [
  { head: "Table", text: (row) => row.table, paint: paint.cyan },
  { head: "Rows", text: (row) => String(row.rows) },
  { head: "Size", text: (row) => megabytes(row.bytes) },
];
