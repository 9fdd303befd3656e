import { latestSchema, migrations } from "./migrations/index.ts";
import { StoreError } from "./store-error.ts";

/** Created before the first migration: it says which migrations there were. */
export const metaTableSql = {
  sqlite: "CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
  postgres: "CREATE TABLE IF NOT EXISTS meta (key text PRIMARY KEY, value text NOT NULL)",
};

/**
 * Refuses a database that a newer program has changed in a way that this one does not understand (engine.md S7).
 *
 * @param oldestCompatible the oldest schema number that may use the database, as it says itself
 */
export function refuseNewer(oldestCompatible: number): void {
  if (oldestCompatible <= latestSchema) return;
  throw new StoreError(
    "newer",
    `the database needs a Sluice that knows schema ${oldestCompatible}, and this one knows ${latestSchema}: ` +
      'update it ("npm install sluice@latest"), or use another database',
  );
}

/** The oldest schema number that may use a database which has all migrations. */
export const oldestCompatibleSchema = Math.max(...migrations.map((migration) => migration.oldestCompatible ?? 1));
