import { sql } from "kysely";
import { quote } from "./migrations/migration.ts";
import type { Store } from "./store.ts";
import { tableNames } from "./table-names.ts";

export interface TableSize {
  table: string;
  /** PostgreSQL: about as many. */
  rows: number;
  /** With its indexes. */
  bytes: number;
}

/** How much each table holds, the largest first. On SQLite it reads the whole file. */
export async function tableSizes(store: Store): Promise<TableSize[]> {
  const sizes = store.dialect === "sqlite" ? await sqliteSizes(store) : await postgresSizes(store);
  return sizes.toSorted((a, b) => b.bytes - a.bytes || b.rows - a.rows);
}

const noDeadline = { deadlineMs: 600_000 };

function sqliteSizes(store: Store): Promise<TableSize[]> {
  return store.read(async (db) => {
    const { rows: pages } = await sql<{ table: string; bytes: number }>`
      SELECT s.tbl_name AS "table", sum(d.pgsize) AS bytes FROM dbstat d JOIN sqlite_schema s ON s.name = d.name
      WHERE d.aggregate = TRUE GROUP BY s.tbl_name`.execute(db);
    const bytes = new Map(pages.map((row) => [row.table, row.bytes]));
    const sizes: TableSize[] = [];
    for (const table of tableNames) {
      const { rows } = await sql<{ rows: number }>`SELECT count(*) AS rows FROM ${sql.raw(quote(table))}`.execute(db);
      sizes.push({ table, rows: rows[0]!.rows, bytes: bytes.get(table) ?? 0 });
    }
    return sizes;
  }, noDeadline);
}

function postgresSizes(store: Store): Promise<TableSize[]> {
  return store.read(async (db) => {
    const { rows } = await sql<{ table: string; rows: string; bytes: string }>`
      SELECT relname AS "table", n_live_tup AS rows, pg_total_relation_size(relid) AS bytes
      FROM pg_stat_user_tables WHERE schemaname = current_schema()`.execute(db);
    return rows
      .filter(({ table }) => tableNames.includes(table))
      .map((row) => ({ table: row.table, rows: Number(row.rows), bytes: Number(row.bytes) }));
  }, noDeadline);
}
