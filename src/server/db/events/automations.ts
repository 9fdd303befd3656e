import type { Selectable } from "kysely";
import type { AutomationFilter } from "../../../schemas/filters/automation-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, joined, on, onTags } from "../filters/criterion.ts";
import type { Store, Tx } from "../store.ts";
import type { AutomationTable } from "../tables.ts";

export type AutomationRow = Selectable<AutomationTable>;
export type AutomationSort = "NAME_ASC" | "NAME_DESC" | "CREATED_DESC" | "UPDATED_DESC";

export async function insertAutomation(tx: Tx, row: AutomationRow): Promise<void> {
  await tx.db.insertInto("automation").values(row).execute();
  tx.touch("automation");
}

export async function findAutomation({ db }: Tx, id: string): Promise<AutomationRow | undefined> {
  return db.selectFrom("automation").selectAll().where("id", "=", id).executeTakeFirst();
}

/** False when there is none. */
export async function updateAutomation(
  tx: Tx,
  id: string,
  changes: Partial<AutomationRow>,
): Promise<AutomationRow | undefined> {
  tx.touch("automation");
  return await tx.db
    .updateTable("automation")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .returningAll()
    .executeTakeFirst();
}

export async function deleteAutomation(tx: Tx, id: string): Promise<AutomationRow | undefined> {
  tx.touch("automation");
  return await tx.db.deleteFrom("automation").where("id", "=", id).returningAll().executeTakeFirst();
}

/** Those that a resource owned before now: what is created in the same breath stays. */
export async function deleteOwnedAutomations(tx: Tx, owner: string): Promise<AutomationRow[]> {
  tx.touch("automation");
  const owned = tx.db.deleteFrom("automation").where("owner_resource", "=", owner).where("created", "<", tx.now);
  return await owned.returningAll().execute();
}

export function readAutomation(store: Store, id: string): Promise<AutomationRow | undefined> {
  return store.read((db) => db.selectFrom("automation").selectAll().where("id", "=", id).executeTakeFirst());
}

export interface AutomationList {
  filter: AutomationFilter | null | undefined;
  sort: AutomationSort;
  limit: number;
  offset: number;
}

const orders = {
  NAME_ASC: ["name", "asc"],
  NAME_DESC: ["name", "desc"],
  CREATED_DESC: ["created", "desc"],
  UPDATED_DESC: ["updated", "desc"],
} as const;

export function listAutomations(
  store: Store,
  { filter, sort, limit, offset }: AutomationList,
): Promise<AutomationRow[]> {
  const [column, direction] = orders[sort];
  return store.read((db) => {
    const query = db.selectFrom("automation").selectAll();
    return (filter ? query.where(automationMatches(filter, store.dialect)) : query)
      .orderBy(column, direction)
      .orderBy("id")
      .limit(limit)
      .offset(offset)
      .execute();
  });
}

function automationMatches(filter: AutomationFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("automation.name", filter.name),
    on("automation.created", filter.created),
    onTags("automation.tags", filter.tags, database),
  ]);
}

export async function countAutomations(store: Store): Promise<number> {
  const { count } = await store.read((db) =>
    db
      .selectFrom("automation")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow(),
  );
  return Number(count);
}

/** Those that a resource owns, and those whose text names `mention`. */
export function automationsAbout(store: Store, owner: string, mention: string): Promise<AutomationRow[]> {
  const like = `%${mention.replaceAll(/[\\%_]/g, "\\$&")}%`;
  return store.read((db) =>
    db
      .selectFrom("automation")
      .selectAll()
      .where((eb) =>
        eb.or([eb("owner_resource", "=", owner), eb("actions", "like", like), eb("trigger", "like", like)]),
      )
      .orderBy("name")
      .orderBy("id")
      .execute(),
  );
}
