import type { Selectable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { Store, Tx } from "../store.ts";
import type { CsrfTokenTable } from "../tables.ts";

export type CsrfTokenRow = Selectable<CsrfTokenTable>;

/** Gives a client another token in the place of the one it had; those that have expired are forgotten. */
export async function renewCsrfToken(tx: Tx, row: CsrfTokenRow): Promise<void> {
  await tx.db.deleteFrom("csrf_token").where("expiration", "<=", tx.now).execute();
  const { secret, expiration, updated } = row;
  await tx.db
    .insertInto("csrf_token")
    .values(row)
    .onConflict((conflict) => conflict.column("client").doUpdateSet({ secret, expiration, updated }))
    .execute();
}

/** The token that a client has now. */
export async function csrfTokenOf(store: Store, client: string, now: Micros): Promise<string | undefined> {
  const row = await store.read((db) =>
    db
      .selectFrom("csrf_token")
      .select("secret")
      .where("client", "=", client)
      .where("expiration", ">", now)
      .executeTakeFirst(),
  );
  return row?.secret;
}
