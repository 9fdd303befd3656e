import type { Selectable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { Store, Tx } from "../store.ts";
import type { AuditTable } from "../tables.ts";

export type AuditRow = Selectable<AuditTable>;

export async function insertAudit(tx: Tx, entry: AuditRow): Promise<void> {
  await tx.db.insertInto("audit").values(entry).execute();
}

/** The latest first. */
export function listAudit(
  store: Store,
  { before, limit }: { before: Micros | undefined; limit: number },
): Promise<AuditRow[]> {
  return store.read((db) => {
    const all = db.selectFrom("audit").selectAll().orderBy("occurred", "desc").limit(limit);
    return (before === undefined ? all : all.where("occurred", "<", before)).execute();
  });
}
