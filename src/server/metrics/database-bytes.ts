import { sql } from "kysely";
import type { Store } from "../db/store.ts";

/** How large the database is, without its write-ahead log. */
export async function databaseBytes(store: Store): Promise<number> {
  return await store.read(async (db) => {
    const size =
      store.dialect === "sqlite"
        ? sql<{ bytes: number }>`SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()`
        : sql<{ bytes: number }>`SELECT pg_database_size(current_database()) AS bytes`;
    const { rows } = await size.execute(db);
    return Number(rows[0]!.bytes);
  });
}
