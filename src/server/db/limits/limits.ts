// Concurrency limits as they are made, changed and shown. Who holds their slots: concurrency-limits.ts.

import { sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { type ConcurrencyLimit, dropExpired } from "./concurrency-limits.ts";
import { statement } from "../statement.ts";
import type { Store, Tx } from "../store.ts";

export type LimitKey = { id: string } | { name: string };

/** A limit with the slots that are in use. */
export interface LimitWithUse extends ConcurrencyLimit {
  in_use: number;
}

export interface LimitDefinition {
  name: string;
  slots: number;
  active?: boolean;
  slot_decay_per_second?: number;
  denied_slots?: number;
}

/** Undefined where the name is taken. */
export async function insertLimit(tx: Tx, definition: LimitDefinition): Promise<ConcurrencyLimit | undefined> {
  const row: ConcurrencyLimit = {
    id: uuidv7(),
    created: tx.now,
    updated: tx.now,
    active: true,
    slot_decay_per_second: 0,
    decayed_at: null,
    denied_slots: 0,
    avg_slot_occupancy_seconds: 2,
    ...definition,
  };
  const inserted = await tx.db
    .insertInto("concurrency_limit")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doNothing())
    .returning("id")
    .executeTakeFirst();
  return inserted === undefined ? undefined : row;
}

/** False when there is no such limit. */
export async function updateLimit(
  tx: Tx,
  id: string,
  changes: Partial<Omit<ConcurrencyLimit, "id" | "created" | "updated">>,
): Promise<void> {
  await tx.db
    .updateTable("concurrency_limit")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .execute();
  touch(tx, id);
}

export async function deleteLimit(tx: Tx, id: string): Promise<void> {
  await tx.db.deleteFrom("slot_holder").where("limit_id", "=", id).execute();
  await tx.db.deleteFrom("slot_waiter").where("limit_id", "=", id).execute();
  await tx.db.deleteFrom("deployment_limit").where("limit_id", "=", id).execute();
  await tx.db.deleteFrom("concurrency_limit").where("id", "=", id).execute();
  touch(tx, id);
}

/** The limit, whether it is active or not, locked until the unit ends. */
export async function lockAnyLimit(tx: Tx, key: LimitKey): Promise<ConcurrencyLimit | undefined> {
  const query = tx.db.selectFrom("concurrency_limit").selectAll();
  const found = "id" in key ? query.where("id", "=", key.id) : query.where("name", "=", key.name);
  return (tx.dialect === "postgres" ? found.forUpdate() : found).executeTakeFirst();
}

export async function readLimit(store: Store, key: LimitKey, now: Micros): Promise<LimitWithUse | undefined> {
  const row = await store.read((db) => {
    const query = db.selectFrom("concurrency_limit").selectAll();
    return ("id" in key ? query.where("id", "=", key.id) : query.where("name", "=", key.name)).executeTakeFirst();
  });
  if (row === undefined) return undefined;
  const [withUse] = await addUse(store, [row], now);
  return withUse;
}

/** Limits in the order of their names; `prefix` keeps those of one kind. */
export async function listLimits(
  store: Store,
  { prefix = "", limit, offset, now }: { prefix?: string; limit: number; offset: number; now: Micros },
): Promise<LimitWithUse[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("concurrency_limit")
      .selectAll()
      .where("name", ">=", prefix)
      .where("name", "<", `${prefix}\u{10ffff}`)
      .orderBy("name")
      .limit(limit)
      .offset(offset)
      .execute(),
  );
  return addUse(store, rows, now);
}

async function addUse(store: Store, limits: readonly ConcurrencyLimit[], now: Micros): Promise<LimitWithUse[]> {
  if (limits.length === 0) return [];
  const ids = limits.map(({ id }) => id);
  const sums = await store.read((db) =>
    db
      .selectFrom("slot_holder")
      .select(["limit_id", sql<number>`sum(slots)`.as("in_use")])
      .where("limit_id", "in", ids)
      .where((eb) => eb.or([eb("expires", "is", null), eb("expires", ">", now)]))
      .groupBy("limit_id")
      .execute(),
  );
  const held = new Map(sums.map(({ limit_id, in_use }) => [limit_id, Number(in_use)]));
  return limits.map((limit) => ({ ...limit, in_use: decaying(limit, now) ?? held.get(limit.id) ?? 0 }));
}

/** What has not decayed yet of the slots of a rate. */
function decaying({ slot_decay_per_second: decay, decayed_at }: ConcurrencyLimit, now: Micros): number | undefined {
  return decay > 0 ? Math.max(0, Math.ceil((((decayed_at ?? now) - now) / 1_000_000) * decay)) : undefined;
}

/** The task runs that hold slots of a limit. */
export async function holdersOf(
  store: Store,
  limitIds: readonly string[],
  now: Micros,
): Promise<Map<string, string[]>> {
  if (limitIds.length === 0) return new Map();
  const rows = await store.read((db) =>
    db
      .selectFrom("slot_holder")
      .select(["limit_id", "holder_id"])
      .where("limit_id", "in", limitIds)
      .where("holder_id", "is not", null)
      .where((eb) => eb.or([eb("expires", "is", null), eb("expires", ">", now)]))
      .orderBy("acquired")
      .execute(),
  );
  const holders = new Map<string, string[]>();
  for (const { limit_id, holder_id } of rows) holders.set(limit_id, [...(holders.get(limit_id) ?? []), holder_id!]);
  return holders;
}

/** Gives back slots that nobody's lease holds, the oldest first; returns whether there were any. */
export async function giveBackAnonymous(tx: Tx, limitId: string, slots: number): Promise<void> {
  await dropExpired(tx, limitId);
  let left = slots;
  for (const holder of await tx.all<{ lease_id: string; slots: number }>(anonymousHolders, [limitId])) {
    if (left <= 0) break;
    const remaining = Number(holder.slots) - left;
    left -= Number(holder.slots);
    await tx.run(shrinkHolder, [Math.max(remaining, 0), limitId, holder.lease_id]);
  }
  await tx.run(removeEmptyHolders, [limitId]);
  touch(tx, limitId);
}

/** Puts other holders in the place of those that a limit has: anonymous ones, or the given runs with a slot each. */
export async function replaceHolders(
  tx: Tx,
  limitId: string,
  { anonymous = 0, taskRunIds = [] }: { anonymous?: number; taskRunIds?: readonly string[] },
): Promise<void> {
  await tx.db.deleteFrom("slot_holder").where("limit_id", "=", limitId).execute();
  const common = { limit_id: limitId, acquired: tx.now, expires: null };
  const holders = taskRunIds.map((id) => ({
    ...common,
    lease_id: uuidv7(),
    slots: 1,
    holder_type: "task_run",
    holder_id: id,
  }));
  const nobody = { ...common, lease_id: uuidv7(), slots: anonymous, holder_type: null, holder_id: null };
  const rows = anonymous > 0 ? [...holders, nobody] : holders;
  if (rows.length > 0) await tx.db.insertInto("slot_holder").values(rows).execute();
  touch(tx, limitId);
}

function touch(tx: Tx, limitId: string): void {
  tx.touch("concurrency-limit");
  tx.touch(`concurrency-limit:${limitId}`);
}

const anonymousHolders = statement(
  "find-anonymous-holders",
  "SELECT lease_id, slots FROM slot_holder WHERE limit_id = ? AND expires IS NULL AND holder_id IS NULL " +
    "ORDER BY acquired, lease_id",
  ["limit_id"],
);
const shrinkHolder = statement(
  "shrink-holder",
  "UPDATE slot_holder SET slots = ? WHERE limit_id = ? AND lease_id = ?",
  ["slots", "limit_id", "lease_id"],
);
const removeEmptyHolders = statement(
  "remove-empty-holders",
  "DELETE FROM slot_holder WHERE limit_id = ? AND slots <= 0",
  ["limit_id"],
);
