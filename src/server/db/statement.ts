// Hot statements (engine.md S9): their SQL is made once, for both databases, and prepared once per connection.
// Everything else is built by kysely.

import { arrayType, type ColumnKind, type DatabaseName } from "./columns.ts";
import { columnKindsByName } from "./migrations/index.ts";
import { quote } from "./migrations/migration.ts";

/** One statement with `?` for its parameters, in SQL that both databases share. */
export interface Statement {
  readonly name: string;
  readonly sql: Record<DatabaseName, string>;
  readonly kinds: readonly ColumnKind[];
}

/** A statement whose parameters are of the named columns' kinds. */
export function statement(name: string, sql: string, parameters: readonly string[]): Statement {
  let position = 0;
  const postgres = sql.replace(/\?/g, () => `$${++position}`);
  if (position !== parameters.length) throw new Error(`statement ${name} has ${position} parameters`);
  return { name, sql: { sqlite: sql, postgres }, kinds: parameters.map(kindOfColumn) };
}

/**
 * A statement for any number of rows: SQLite runs it row by row, PostgreSQL once for all of them by `unnest`.
 * The first column is the key of the row.
 */
export interface RowsStatement extends Statement {
  readonly columns: readonly string[];
}

/** Inserts rows; one whose key is there already is left as it is. Without `key` that is the first column. */
export function insertOrIgnore(table: string, columns: readonly string[], key = columns.slice(0, 1)): RowsStatement {
  const into = `INSERT INTO ${quote(table)} (${columns.map(quote).join(", ")})`;
  const ending = `ON CONFLICT (${key.map(quote).join(", ")}) DO NOTHING`;
  const sqlite = `${into} VALUES (${columns.map(() => "?").join(", ")}) ${ending}`;
  const postgres = `${into} SELECT * FROM unnest(${unnestArguments(columns)}) ${ending} RETURNING ${quote(columns[0]!)} AS key`;
  return { name: `insert-${table}`, sql: { sqlite, postgres }, columns, kinds: columns.map(kindOfColumn) };
}

/** Sets columns of rows that are found by the first one. */
export function updateRows(name: string, table: string, columns: readonly string[]): RowsStatement {
  const [key = "", ...changed] = columns;
  // The key comes first in a row of values, but last in SQLite's statement: numbered parameters allow both.
  const sets = changed.map((column, at) => `${quote(column)} = ?${at + 2}`);
  const sqlite = `UPDATE ${quote(table)} SET ${sets.join(", ")} WHERE ${quote(key)} = ?1`;
  const postgres =
    `UPDATE ${quote(table)} AS target SET ${changed.map((column) => `${quote(column)} = new.${quote(column)}`).join(", ")} ` +
    `FROM unnest(${unnestArguments(columns)}) AS new(${columns.map(quote).join(", ")}) ` +
    `WHERE target.${quote(key)} = new.${quote(key)} RETURNING target.${quote(key)} AS key`;
  return { name, sql: { sqlite, postgres }, columns, kinds: columns.map(kindOfColumn) };
}

/**
 * Finds rows by their ids. PostgreSQL locks them, in the order of their ids (engine.md S5);
 * in SQLite a unit has the writer to itself.
 */
export function findForUpdate(name: string, table: string, columns: readonly string[]): Statement {
  const select = `SELECT ${columns.map(quote).join(", ")} FROM ${quote(table)} WHERE "id"`;
  const postgres = `${select} = ANY($1::uuid[]) ORDER BY "id" FOR NO KEY UPDATE`;
  return { name, sql: { sqlite: `${select} = ?`, postgres }, kinds: ["uuid"] };
}

function unnestArguments(columns: readonly string[]): string {
  return columns.map((column, at) => `$${at + 1}::${arrayType(kindOfColumn(column))}`).join(", ");
}

function kindOfColumn(column: string): ColumnKind {
  const kind = columnKindsByName.get(column);
  if (kind === undefined) throw new Error(`no table has a column ${column}`);
  return kind;
}
