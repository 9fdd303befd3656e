import type { Selectable } from "kysely";
import type { Store, Tx } from "../store.ts";
import type { ApiKeyTable } from "../tables.ts";

export type ApiKeyRow = Selectable<ApiKeyTable>;

/** The topic of changes to keys. */
export const apiKeyTopic = "api-key";

/** Keeps a key; false when one that is not revoked has its name. */
export async function insertApiKey(tx: Tx, key: ApiKeyRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows: inserted } = await tx.db
    .insertInto("api_key")
    .values(key)
    .onConflict((conflict) => conflict.column("name").where("revoked", "is", null).doNothing())
    .executeTakeFirstOrThrow();
  tx.touch(apiKeyTopic);
  return inserted === 1n;
}

export function listApiKeys(store: Store): Promise<ApiKeyRow[]> {
  return store.read((db) => db.selectFrom("api_key").selectAll().orderBy("name").orderBy("created").execute());
}

/** Revokes a key; false when there is none that was not revoked before. The row stays: a server that had keys stays closed. */
export async function revokeApiKey(tx: Tx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("api_key")
    .set({ revoked: tx.now })
    .where("id", "=", id)
    .where("revoked", "is", null)
    .executeTakeFirst();
  tx.touch(apiKeyTopic);
  return numUpdatedRows === 1n;
}
