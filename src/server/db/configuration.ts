import type { Json } from "../../lib/json.ts";
import type { Store, Tx } from "./store.ts";

/** What the server was told to remember under a key. */
export async function readConfiguration(store: Store, key: string): Promise<Json | undefined> {
  const row = await store.read((db) =>
    db.selectFrom("configuration").select("value").where("key", "=", key).executeTakeFirst(),
  );
  return row === undefined ? undefined : (JSON.parse(row.value) as Json);
}

export async function writeConfiguration(tx: Tx, entry: { id: string; key: string; value: Json }): Promise<void> {
  const value = JSON.stringify(entry.value);
  await tx.db
    .insertInto("configuration")
    .values({ id: entry.id, created: tx.now, updated: tx.now, key: entry.key, value })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value, updated: tx.now }))
    .execute();
}

export async function removeConfiguration(tx: Tx, key: string): Promise<void> {
  await tx.db.deleteFrom("configuration").where("key", "=", key).execute();
}
