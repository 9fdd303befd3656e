import type { OutputOptions } from "../options.ts";
import { type Column, table } from "./table.ts";
import { type Detail, details } from "./details.ts";

export interface ListPrint<Row> extends OutputOptions {
  columns: readonly Column<Row>[];
  /** What stands in the place of an empty table. */
  empty: string;
}

/** Prints a list: as JSON where that is asked for. */
export function printList<Row>(rows: readonly Row[], { output, columns, empty }: ListPrint<Row>): void {
  if (output === "json") return printJson(rows);
  if (rows.length > 0) console.log(table(rows, columns));
  else console.error(empty); // not on stdout: a pipe gets no line for nothing
}

/** Prints one thing: as JSON where that is asked for. */
export function printDetails(
  value: unknown,
  { output, entries }: OutputOptions & { entries: readonly Detail[] },
): void {
  if (output === "json") printJson(value);
  else console.log(details(entries));
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, null, 2));
}
