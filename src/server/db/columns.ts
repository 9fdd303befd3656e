// The kinds of column that both databases know, and how each of them spells it.

export const columnKinds = ["uuid", "text", "integer", "micros", "real", "boolean", "json", "tags"] as const;

/**
 * - `uuid`: a string in the domain, 16 bytes in SQLite
 * - `text`: a string; also JSON that has to come back exactly as it was sent
 * - `integer`: up to 2^53 in both databases
 * - `micros`: a time or a duration in microseconds
 * - `json`: a value, kept as its text
 * - `tags`: a list of strings that can be searched
 */
export type ColumnKind = (typeof columnKinds)[number];

/** How a migration declares a column: its kind, and whether it may be empty. */
export type Column = ColumnKind | `${ColumnKind} null`;

export type DatabaseName = "sqlite" | "postgres";

export function kindOf(column: Column): ColumnKind {
  return column.replace(" null", "") as ColumnKind;
}

const sqliteTypes: Record<ColumnKind, string> = {
  uuid: "BLOB",
  text: "TEXT",
  integer: "INTEGER",
  micros: "INTEGER",
  real: "REAL",
  boolean: "INTEGER",
  json: "TEXT",
  tags: "TEXT",
};

// Text sorts by code point in both databases: SQLite does so by itself, PostgreSQL when it is told.
const postgresTypes: Record<ColumnKind, string> = {
  uuid: "uuid",
  text: 'text COLLATE "C"',
  integer: "bigint",
  micros: "bigint",
  real: "double precision",
  boolean: "boolean",
  json: "json",
  tags: "jsonb",
};

export function columnType(kind: ColumnKind, database: DatabaseName): string {
  return database === "sqlite" ? sqliteTypes[kind] : postgresTypes[kind];
}

/** The type of an array of such values in PostgreSQL, for `unnest`. */
export function arrayType(kind: ColumnKind): string {
  return kind === "text" ? "text[]" : `${postgresTypes[kind]}[]`;
}
