import { type Column, columnType, type DatabaseName, kindOf } from "../columns.ts";

/** One index: its columns in order, and the rows that it holds. */
export interface Index {
  columns: readonly string[];
  unique?: boolean;
  /** A condition in the SQL that both databases share: only these rows are indexed. */
  where?: string;
}

/** One step of a migration, in words that both databases understand. */
export type Step =
  | { createTable: string; columns: Record<string, Column>; primaryKey: readonly string[]; indexes?: readonly Index[] }
  | { addColumns: string; columns: Record<string, Column> }
  | { createIndex: string; index: Index }
  | { sql: Record<DatabaseName, string> };

/** A change of the database's shape. Migrations are additive: an older program may go on beside a newer one. */
export interface Migration {
  /** Counts up by one from the migration before it. */
  number: number;
  name: string;
  steps: readonly Step[];
  /** The oldest schema number that a program may know and still read and write the database; 1 when left out. */
  oldestCompatible?: number;
}

/** The SQL of one step. */
export function statementsOf(step: Step, database: DatabaseName): string[] {
  if ("sql" in step) return [step.sql[database]];
  if ("createIndex" in step) return [indexSql(step.createIndex, step.index)];
  if ("addColumns" in step) return addColumnsSql(step.addColumns, step.columns, database);
  const indexes = step.indexes ?? [];
  return [createTableSql(step, database), ...indexes.map((index) => indexSql(step.createTable, index))];
}

function createTableSql(step: Extract<Step, { createTable: string }>, database: DatabaseName): string {
  const columns = Object.entries(step.columns).map(([name, column]) => columnSql(name, column, database));
  const key = `PRIMARY KEY (${step.primaryKey.map(quote).join(", ")})`;
  const suffix = database === "sqlite" ? " STRICT, WITHOUT ROWID" : "";
  return `CREATE TABLE ${quote(step.createTable)} (${[...columns, key].join(", ")})${suffix}`;
}

function addColumnsSql(table: string, columns: Record<string, Column>, database: DatabaseName): string[] {
  return Object.entries(columns).map(([name, column]) => {
    if (kindOf(column) === column) throw new Error(`${table}.${name}: a column added to a table has to allow null`);
    return `ALTER TABLE ${quote(table)} ADD COLUMN ${columnSql(name, column, database)}`;
  });
}

function columnSql(name: string, column: Column, database: DatabaseName): string {
  const kind = kindOf(column);
  return `${quote(name)} ${columnType(kind, database)}${kind === column ? " NOT NULL" : ""}`;
}

function indexSql(table: string, index: Index): string {
  const name = [table, ...index.columns].join("_");
  const columns = index.columns.map(quote).join(", ");
  const where = index.where === undefined ? "" : ` WHERE ${index.where}`;
  return `CREATE ${index.unique === true ? "UNIQUE " : ""}INDEX ${quote(name)} ON ${quote(table)} (${columns})${where}`;
}

/** An identifier of ours in SQL; both databases quote alike. */
export function quote(identifier: string): string {
  return `"${identifier}"`;
}
