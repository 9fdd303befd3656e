import { latestSchema, migrations } from "../migrations/index.ts";
import { statementsOf } from "../migrations/migration.ts";
import { metaTableSql, oldestCompatibleSchema, refuseNewer } from "../schema-version.ts";
import type { SqliteConnection } from "./connection.ts";
import { whenUnlocked } from "./when-locked.ts";

/** Runs the migrations that the file has not seen, all of them or none; a file that is up to date is only read. */
export async function migrateSqlite(connection: SqliteConnection): Promise<void> {
  if ((await whenUnlocked(() => schemaOf(connection))) >= latestSchema) {
    return refuseNewer(await whenUnlocked(() => oldestCompatibleOf(connection)));
  }
  await whenUnlocked(() => connection.script("BEGIN IMMEDIATE"));
  try {
    applyMissing(connection);
    connection.script("COMMIT");
  } catch (error) {
    if (connection.isInTransaction) connection.script("ROLLBACK");
    throw error;
  }
}

function applyMissing(connection: SqliteConnection): void {
  const schema = schemaOf(connection); // read again: another process may have migrated in the meantime
  if (schema >= latestSchema) return;
  connection.script(metaTableSql.sqlite);
  for (const migration of migrations.slice(schema)) {
    for (const step of migration.steps) statementsOf(step, "sqlite").forEach((sql) => connection.script(sql));
  }
  connection.script(`PRAGMA user_version = ${latestSchema}`);
  connection.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('oldest_compatible', ?)", [
    String(oldestCompatibleSchema),
  ]);
}

function schemaOf(connection: SqliteConnection): number {
  return Number(connection.all("PRAGMA user_version")[0]?.["user_version"]);
}

function oldestCompatibleOf(connection: SqliteConnection): number {
  const [row] = connection.all("SELECT value FROM meta WHERE key = 'oldest_compatible'");
  return Number(row?.["value"] ?? 1);
}
