import type { Pool, PoolClient } from "pg";
import { latestSchema, migrations } from "../migrations/index.ts";
import { statementsOf } from "../migrations/migration.ts";
import { metaTableSql, oldestCompatibleSchema, refuseNewer } from "../schema-version.ts";
import { codeOf } from "./driver.ts";

const lockKey = 0x534c5543; // any number that nobody else uses; the lock ends with its transaction

/** Runs the migrations that the database has not seen, all of them or none. */
export async function migratePostgres(pool: Pool): Promise<void> {
  const { schema, oldestCompatible } = await versionOf(pool);
  refuseNewer(oldestCompatible);
  if (schema >= latestSchema) return;
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [lockKey]);
    await applyMissing(client);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {}); // the first error is the one that says what went wrong
    throw error;
  } finally {
    client.release();
  }
}

async function applyMissing(client: PoolClient): Promise<void> {
  await client.query(metaTableSql.postgres);
  const { schema } = await versionOf(client); // read again: another server may have migrated in the meantime
  if (schema >= latestSchema) return;
  for (const migration of migrations.slice(schema)) {
    for (const step of migration.steps) {
      for (const sql of statementsOf(step, "postgres")) await client.query(sql);
    }
  }
  await client.query(
    "INSERT INTO meta (key, value) VALUES ('schema', $1), ('oldest_compatible', $2) " +
      "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    [String(latestSchema), String(oldestCompatibleSchema)],
  );
}

async function versionOf(connection: Pool | PoolClient): Promise<{ schema: number; oldestCompatible: number }> {
  try {
    const { rows } = await connection.query<{ key: string; value: string }>("SELECT key, value FROM meta");
    const meta = new Map(rows.map(({ key, value }) => [key, Number(value)]));
    return { schema: meta.get("schema") ?? 0, oldestCompatible: meta.get("oldest_compatible") ?? 1 };
  } catch (error) {
    if (codeOf(error) !== "42P01") throw error;
    return { schema: 0, oldestCompatible: 1 }; // no such table: an empty database
  }
}
