export type TableRow = Record<string, unknown>;

/** The rows of a table artifact: a list of objects, of lists or of single values, or an object of columns, perhaps as JSON text. */
export function rowsOf(data: unknown): TableRow[] | undefined {
  if (typeof data === "string") return rowsOf(parsed(data));
  if (Array.isArray(data)) return data.map(rowOf);
  if (!isObject(data)) return undefined;
  const columns = Object.entries(data);
  if (!columns.every(([, values]) => Array.isArray(values))) return undefined;
  const length = Math.max(0, ...columns.map(([, values]) => (values as unknown[]).length));
  return Array.from({ length }, (_, at) =>
    Object.fromEntries(columns.map(([name, values]) => [name, (values as unknown[])[at]])),
  );
}

function rowOf(row: unknown): TableRow {
  if (isObject(row)) return row;
  return Array.isArray(row) ? Object.fromEntries(row.entries()) : { value: row };
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? undefined : value;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is TableRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
