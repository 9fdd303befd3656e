import type { TableRow } from "./table-rows.ts";

export interface TableOrder {
  column: string;
  isDescending: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

/** Numbers by value, texts as people order them; what is empty comes last. */
export function sortedRows(rows: readonly TableRow[], order: TableOrder | undefined): readonly TableRow[] {
  if (order === undefined) return rows;
  const { column, isDescending } = order;
  const filled = rows.filter((row) => row[column] !== null && row[column] !== undefined);
  const empty = rows.filter((row) => row[column] === null || row[column] === undefined);
  const sorted = filled.toSorted((a, b) => compare(a[column], b[column]));
  return [...(isDescending ? sorted.toReversed() : sorted), ...empty];
}

function compare(a: unknown, b: unknown): number {
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
}
