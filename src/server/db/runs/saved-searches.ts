import type { Selectable } from "kysely";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { Store, Tx } from "../store.ts";
import type { SavedSearchTable } from "../tables.ts";

export type SavedSearchRow = Selectable<SavedSearchTable>;

/** Keeps a search under its name; `isNew` when the name was free. */
export async function saveSearch(
  tx: Tx,
  { name, filters }: { name: string; filters: JsonObject[] },
): Promise<{ row: SavedSearchRow; isNew: boolean }> {
  const id = uuidv7();
  const row = await tx.db
    .insertInto("saved_search")
    .values({ id, created: tx.now, updated: tx.now, name, filters })
    .onConflict((conflict) =>
      conflict.column("name").doUpdateSet({
        updated: tx.now,
        filters: (eb) => eb.ref("excluded.filters"),
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return { row, isNew: row.id === id };
}

export function readSavedSearch(store: Store, id: string): Promise<SavedSearchRow | undefined> {
  return store.read((db) => db.selectFrom("saved_search").selectAll().where("id", "=", id).executeTakeFirst());
}

export function listSavedSearches(store: Store, slice: { limit: number; offset: number }): Promise<SavedSearchRow[]> {
  return store.read((db) =>
    db.selectFrom("saved_search").selectAll().orderBy("name").limit(slice.limit).offset(slice.offset).execute(),
  );
}

export async function deleteSavedSearch(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom("saved_search").where("id", "=", id).executeTakeFirst();
  return numDeletedRows === 1n;
}
