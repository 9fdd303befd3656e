import { sql } from "kysely";
import { quote } from "./migrations/migration.ts";
import type { Store } from "./store.ts";
import { tableNames } from "./table-names.ts";

/** Deletes every row, in one unit; the tables and the schema's version stay. */
export async function emptyDatabase(store: Store): Promise<void> {
  await store.write(async ({ db, dialect }) => {
    const tables = tableNames.map(quote);
    if (dialect === "postgres") await sql.raw(`TRUNCATE ${tables.join(", ")}`).execute(db);
    else for (const table of tables) await sql.raw(`DELETE FROM ${table}`).execute(db); // without WHERE: pages, not rows
  });
}
