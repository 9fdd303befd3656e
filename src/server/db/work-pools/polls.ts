import type { Kysely } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { Tx } from "../store.ts";
import type { Tables } from "../tables.ts";

/** What is asked for runs. */
type Polled = "deployment" | "work_queue";

interface Polls {
  ids: readonly string[];
  since: Micros;
}

/** Those that nobody has asked since a time, in the order of their ids. */
export async function notPolledSince(db: Kysely<Tables>, table: Polled, { ids, since }: Polls): Promise<string[]> {
  const rows = await db
    .selectFrom(table)
    .select("id")
    .where("id", "in", ids)
    .where((row) => row.or([row("last_polled", "is", null), row("last_polled", "<", since)]))
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Notes that they have been asked now. */
export async function notePolled(tx: Tx, table: Polled, { ids, since }: Polls): Promise<void> {
  await tx.db
    .updateTable(table)
    .set({ last_polled: tx.now })
    .where("id", "in", ids)
    .where((row) => row.or([row("last_polled", "is", null), row("last_polled", "<", since)]))
    .execute();
}
