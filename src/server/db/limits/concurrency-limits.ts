// Slots of concurrency limits (engine.md S4).
//
// Invariants
//   Q1. Who decides holds the limits' rows, in the order of their ids.
//   Q2. Slots in use are the sum of the holders that have not expired; no decision is taken from a counter.
//   Q3. All limits of a request give their slots, or none does.
//   Q4. First come, first served: whoever asks later gets only what those who wait in front leave over.

import type { Selectable } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import type { ConcurrencyLimitTable } from "../tables.ts";

export type ConcurrencyLimit = Selectable<ConcurrencyLimitTable>;

export type SlotRequest = {
  slots: number;
  leaseId: string;
  /** null: until they are given back. */
  leaseSeconds: number | null;
  holder?: { type: string; id: string } | undefined;
  /** Who waits in line when slots are not free. Without it nobody does. */
  waiter?: { id: string; patienceSeconds: number } | undefined;
};

/** `full` names the limit that had no slots. */
export type SlotAnswer = { kind: "taken" } | { kind: "full"; limit: ConcurrencyLimit };

/** The active limits of these names; unknown names are left out. The rows are locked until the unit ends (Q1). */
export function lockLimits(tx: Tx, names: readonly string[]): Promise<ConcurrencyLimit[]> {
  return lockWhere(tx, "name", names);
}

export async function lockLimit(tx: Tx, id: string): Promise<ConcurrencyLimit | undefined> {
  const [limit] = await lockWhere(tx, "id", [id]);
  return limit;
}

async function lockWhere(tx: Tx, column: "id" | "name", values: readonly string[]): Promise<ConcurrencyLimit[]> {
  if (values.length === 0) return [];
  const query = tx.db.selectFrom("concurrency_limit").selectAll().where(column, "in", values).orderBy("id");
  const limits = await (tx.dialect === "postgres" ? query.forUpdate() : query).execute();
  return limits.filter((limit) => limit.active);
}

/** Takes slots of every limit, or of none (Q3). The limits are locked (Q1). */
export async function takeSlots(
  tx: Tx,
  limits: readonly ConcurrencyLimit[],
  request: SlotRequest,
): Promise<SlotAnswer> {
  const full = await firstFull(tx, limits, request);
  if (full !== undefined) {
    await deny(tx, full, request);
    return { kind: "full", limit: full };
  }
  for (const limit of limits) await occupy(tx, limit, request);
  if (request.waiter) await tx.run(removeWaiter, [request.waiter.id]);
  return { kind: "taken" };
}

async function firstFull(tx: Tx, limits: readonly ConcurrencyLimit[], request: SlotRequest) {
  for (const limit of limits) if (!(await hasFreeSlots(tx, limit, request))) return limit;
  return undefined;
}

/** Whether a request would get its slots of a limit now. */
export async function hasFreeSlots(
  tx: Tx,
  limit: ConcurrencyLimit,
  request: Pick<SlotRequest, "slots" | "waiter">,
): Promise<boolean> {
  const spoken = (await waitingInFront(tx, limit, request.waiter?.id)) + request.slots;
  if (limit.slot_decay_per_second > 0) return decayedAfter(limit, spoken, tx.now) <= tx.now + emptyingTime(limit);
  return (await slotsInUse(tx, limit.id)) + spoken <= limit.slots;
}

/** The sum of the holders of a limit, after those that have expired are gone (Q2). */
export async function slotsInUse(tx: Tx, limitId: string): Promise<number> {
  await dropExpired(tx, limitId);
  return sumOf(tx.all<{ slots: number }>(sumHolders, [limitId]));
}

/** What has expired is gone, for whoever counts what is left (Q2). */
export async function dropExpired(tx: Tx, limitId: string): Promise<void> {
  await tx.run(dropExpiredHolders, [limitId, tx.now]);
}

/** A client says for how long it held slots that no lease tells of. */
export async function noteOccupancy(tx: Tx, limitId: string, seconds: number): Promise<void> {
  await tx.run(learnOccupancy, [seconds, limitId]);
}

async function waitingInFront(tx: Tx, limit: ConcurrencyLimit, waiterId: string | undefined): Promise<number> {
  await tx.run(dropExpiredWaiters, [limit.id, tx.now]);
  const [own] = waiterId === undefined ? [] : await tx.all<{ since: Micros }>(placeInLine, [limit.id, waiterId]);
  const since = own?.since ?? tx.now;
  return sumOf(tx.all<{ slots: number }>(sumWaitersInFront, [limit.id, since, since, waiterId ?? null]));
}

async function sumOf(rows: { slots: number }[] | Promise<{ slots: number }[]>): Promise<number> {
  return Number((await rows)[0]?.slots ?? 0);
}

/** When a decaying limit is empty again if these slots are taken now. */
function decayedAfter(limit: ConcurrencyLimit, slots: number, now: Micros): Micros {
  return Math.max(limit.decayed_at ?? now, now) + Math.round((slots / limit.slot_decay_per_second) * 1_000_000);
}

function emptyingTime(limit: ConcurrencyLimit): Micros {
  return Math.round((limit.slots / limit.slot_decay_per_second) * 1_000_000);
}

async function occupy(tx: Tx, limit: ConcurrencyLimit, request: SlotRequest): Promise<void> {
  const { slots, leaseId, leaseSeconds, holder } = request;
  if (limit.slot_decay_per_second > 0) {
    await tx.run(setDecayed, [decayedAfter(limit, slots, tx.now), limit.id]);
    return;
  }
  const expires = leaseSeconds === null ? null : tx.now + leaseSeconds * 1_000_000;
  await tx.run(insertHolder, [limit.id, leaseId, slots, tx.now, expires, holder?.type ?? null, holder?.id ?? null]);
}

async function deny(tx: Tx, limit: ConcurrencyLimit, { slots, waiter }: SlotRequest): Promise<void> {
  await tx.run(countDenied, [slots, limit.id]);
  if (waiter === undefined) return;
  const expires = tx.now + Math.round(waiter.patienceSeconds * 1_000_000);
  await tx.run(waitInLine, [limit.id, waiter.id, slots, tx.now, expires]);
}

/** Renews a lease that has not ended; false where it has. */
export async function renewLease(tx: Tx, leaseId: string, seconds: number): Promise<boolean> {
  return (await tx.run(renewHolders, [tx.now + seconds * 1_000_000, leaseId, tx.now])) > 0;
}

/** The slots of the lease stay taken until they are given back. */
export async function keepWithoutLease(tx: Tx, leaseId: string): Promise<void> {
  await tx.run(endLease, [leaseId]);
}

/** Gives back the slots of a lease. */
export async function releaseLease(tx: Tx, leaseId: string): Promise<void> {
  await giveBack(tx, { find: holdersOfLease, remove: removeLease }, leaseId);
}

/** Gives back every slot that a run holds, and its places in lines; returns the limits that have slots again. */
export async function releaseHolder(tx: Tx, holderId: string): Promise<string[]> {
  await tx.run(removeWaiter, [holderId]);
  return releaseHeldSlots(tx, holderId);
}

/** Gives back every slot that a run holds; it keeps its places in lines. */
export async function releaseHeldSlots(tx: Tx, holderId: string): Promise<string[]> {
  return giveBack(tx, { find: holdersOfRun, remove: removeHolder }, holderId);
}

/** Whoever waited gives up: those behind go before. */
export async function leaveLines(tx: Tx, waiterId: string): Promise<void> {
  if ((await tx.run(removeWaiter, [waiterId])) > 0) tx.touch("concurrency-limit");
}

type Release = { find: typeof holdersOfLease; remove: typeof removeLease };

async function giveBack(tx: Tx, { find, remove }: Release, id: string): Promise<string[]> {
  const held = await tx.all<{ limit_id: string; acquired: Micros }>(find, [id]);
  if (held.length === 0) return [];
  await tx.run(remove, [id]);
  for (const { limit_id, acquired } of held) {
    await tx.run(learnOccupancy, [(tx.now - acquired) / 1_000_000, limit_id]);
    tx.touch("concurrency-limit");
    tx.touch(`concurrency-limit:${limit_id}`);
  }
  return held.map(({ limit_id }) => limit_id);
}

const dropExpiredHolders = statement(
  "drop-expired-holders",
  "DELETE FROM slot_holder WHERE limit_id = ? AND expires <= ?",
  ["limit_id", "expires"],
);
const sumHolders = statement(
  "sum-holders",
  "SELECT CAST(COALESCE(SUM(slots), 0) AS BIGINT) AS slots FROM slot_holder WHERE limit_id = ?",
  ["limit_id"],
);
const dropExpiredWaiters = statement(
  "drop-expired-waiters",
  "DELETE FROM slot_waiter WHERE limit_id = ? AND expires <= ?",
  ["limit_id", "expires"],
);
const placeInLine = statement("place-in-line", "SELECT since FROM slot_waiter WHERE limit_id = ? AND waiter_id = ?", [
  "limit_id",
  "waiter_id",
]);
// Of those who came at the same moment the older run goes first.
const sumWaitersInFront = statement(
  "sum-waiters-in-front",
  "SELECT CAST(COALESCE(SUM(slots), 0) AS BIGINT) AS slots FROM slot_waiter " +
    "WHERE limit_id = ? AND (since < ? OR (since = ? AND waiter_id < ?))",
  ["limit_id", "since", "since", "waiter_id"],
);
const insertHolder = statement(
  "insert-holder",
  "INSERT INTO slot_holder (limit_id, lease_id, slots, acquired, expires, holder_type, holder_id) " +
    "VALUES (?, ?, ?, ?, ?, ?, ?)",
  ["limit_id", "lease_id", "slots", "acquired", "expires", "holder_type", "holder_id"],
);
const waitInLine = statement(
  "wait-in-line",
  "INSERT INTO slot_waiter (limit_id, waiter_id, slots, since, expires) VALUES (?, ?, ?, ?, ?) " +
    "ON CONFLICT (limit_id, waiter_id) DO UPDATE SET slots = excluded.slots, expires = excluded.expires",
  ["limit_id", "waiter_id", "slots", "since", "expires"],
);
const removeWaiter = statement("leave-lines", "DELETE FROM slot_waiter WHERE waiter_id = ?", ["waiter_id"]);
const countDenied = statement(
  "count-denied",
  "UPDATE concurrency_limit SET denied_slots = denied_slots + ? WHERE id = ?",
  ["denied_slots", "id"],
);
const setDecayed = statement("set-decayed", "UPDATE concurrency_limit SET decayed_at = ? WHERE id = ?", [
  "decayed_at",
  "id",
]);
const renewHolders = statement(
  "renew-holders",
  "UPDATE slot_holder SET expires = ? WHERE lease_id = ? AND expires > ?",
  ["expires", "lease_id", "expires"],
);
const endLease = statement("end-lease", "UPDATE slot_holder SET expires = NULL WHERE lease_id = ?", ["lease_id"]);
const holdersOfLease = statement("holders-of-lease", "SELECT limit_id, acquired FROM slot_holder WHERE lease_id = ?", [
  "lease_id",
]);
const holdersOfRun = statement("holders-of-run", "SELECT limit_id, acquired FROM slot_holder WHERE holder_id = ?", [
  "holder_id",
]);
const removeLease = statement("remove-lease", "DELETE FROM slot_holder WHERE lease_id = ?", ["lease_id"]);
const removeHolder = statement("remove-holder", "DELETE FROM slot_holder WHERE holder_id = ?", ["holder_id"]);
// A moving average: it tells clients when to ask again, nothing is decided by it.
const learnOccupancy = statement(
  "learn-occupancy",
  "UPDATE concurrency_limit SET avg_slot_occupancy_seconds = 0.9 * avg_slot_occupancy_seconds + 0.1 * ? WHERE id = ?",
  ["avg_slot_occupancy_seconds", "id"],
);
