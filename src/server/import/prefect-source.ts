// A database of Prefect's, for reading only. Every value is read as text: what it means is said by our own columns.

import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../db/store-error.ts";
import { loadDriver } from "../db/postgres/driver.ts";

export type TextRow = Record<string, string | null>;

export interface PrefectSource {
  readonly database: string;
  columnsOf(table: string): Promise<ReadonlySet<string>>;
  /** The next rows in the order of their ids. */
  page(table: string, columns: readonly string[], place: { after: string | null; limit: number }): Promise<TextRow[]>;
  count(table: string): Promise<number>;
  revision(): Promise<string>;
  close(): Promise<void>;
}

/** Opens a SQLite file, or a `postgresql://` URL. @throws {StoreError} it is no database of Prefect's */
export async function openPrefectSource(database: string): Promise<PrefectSource> {
  const isPostgres = /^postgres(ql)?(\+\w+)?:/.test(database);
  const source = isPostgres ? await openPostgres(database.replace(/\+\w+:/, ":")) : openSqlite(database);
  if ((await source.columnsOf("alembic_version")).size > 0) return source;
  await source.close();
  throw new StoreError("corrupt", "It is no database of Prefect's: it has no table alembic_version.");
}

function openSqlite(database: string): PrefectSource {
  const file = database.replace(/^sqlite(\+\w+)?:(\/\/\/)?/, "");
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  const text = (column: string) => `CAST("${column}" AS TEXT) AS "${column}"`;
  return {
    database: file,
    columnsOf: async (table) =>
      new Set(
        db
          .prepare(`PRAGMA table_info("${table}")`)
          .all()
          .map(({ name }) => String(name)),
      ),
    page: async (table, columns, { after, limit }) =>
      db
        .prepare(`SELECT ${columns.map(text).join(", ")} FROM "${table}" WHERE id > ? ORDER BY id LIMIT ?`)
        .all(after ?? "", limit) as TextRow[],
    count: async (table) => Number(db.prepare(`SELECT count(*) AS n FROM "${table}"`).get()?.["n"]),
    revision: async () => String(db.prepare("SELECT version_num FROM alembic_version").get()?.["version_num"]),
    close: async () => db.close(),
  };
}

async function openPostgres(url: string): Promise<PrefectSource> {
  const { Client } = await loadDriver();
  const client = new Client({ connectionString: url, application_name: "sluice import" });
  await client.connect();
  await client.query("SET default_transaction_read_only = on; SET TIME ZONE 'UTC'");
  const durations: ReadonlySet<string> = new Set(["total_run_time"]);
  const text = (column: string) =>
    durations.has(column)
      ? `(extract(epoch FROM "${column}") * 1000000)::bigint::text AS "${column}"`
      : `"${column}"::text AS "${column}"`;
  const rows = async (sql: string, values: unknown[] = []) => (await client.query<TextRow>(sql, values)).rows;
  return {
    database: url,
    columnsOf: async (table) => {
      const found = await rows(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1",
        [table],
      );
      return new Set(found.map((row) => row["column_name"]!));
    },
    page: (table, columns, { after, limit }) =>
      rows(
        `SELECT ${columns.map(text).join(", ")} FROM "${table}" WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
        [after, limit],
      ),
    count: async (table) => Number((await rows(`SELECT count(*)::text AS n FROM "${table}"`))[0]?.["n"]),
    revision: async () => (await rows("SELECT version_num FROM alembic_version"))[0]?.["version_num"] ?? "none",
    close: () => client.end(),
  };
}
