// The concurrency limit of a deployment: its own, named after it, or a global one that others share.

import { type Kysely, sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { Tx } from "../store.ts";
import type { DeploymentLimitTable, Tables } from "../tables.ts";

type WhenFull = DeploymentLimitTable["when_full"];

export interface LimitOptions {
  whenFull: WhenFull;
  leaseSeconds: number;
}

export function ownLimitName(deploymentId: string): string {
  return `deployment:${deploymentId}`;
}

/** Gives a deployment so many slots of its own. */
export async function setOwnLimit(tx: Tx, deploymentId: string, slots: number): Promise<string> {
  const name = ownLimitName(deploymentId);
  const row = {
    id: uuidv7(),
    created: tx.now,
    updated: tx.now,
    name,
    active: true,
    slots,
    slot_decay_per_second: 0,
    denied_slots: 0,
    avg_slot_occupancy_seconds: 2,
  };
  await tx.db
    .insertInto("concurrency_limit")
    .values(row)
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ slots, active: true, updated: tx.now }))
    .execute();
  const { id } = await tx.db
    .selectFrom("concurrency_limit")
    .select("id")
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return id;
}

export async function isLimit(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.db.selectFrom("concurrency_limit").select("id").where("id", "=", id).executeTakeFirst();
  return row !== undefined;
}

/** Puts the runs of a deployment under a limit. */
export async function linkLimit(
  tx: Tx,
  { deploymentId, limitId }: { deploymentId: string; limitId: string },
  { whenFull, leaseSeconds }: LimitOptions,
): Promise<void> {
  const link = { limit_id: limitId, when_full: whenFull, lease_seconds: leaseSeconds };
  await tx.db
    .insertInto("deployment_limit")
    .values({ deployment_id: deploymentId, ...link })
    .onConflict((conflict) => conflict.column("deployment_id").doUpdateSet(link))
    .execute();
}

export async function changeLimitOptions(tx: Tx, deploymentId: string, options: LimitOptions): Promise<void> {
  await tx.db
    .updateTable("deployment_limit")
    .set({ when_full: options.whenFull, lease_seconds: options.leaseSeconds })
    .where("deployment_id", "=", deploymentId)
    .execute();
}

/** Ends the limit of a deployment. Its own goes with it; one that is shared stays for the others. */
export async function unlinkLimit(tx: Tx, deploymentId: string): Promise<void> {
  await tx.db.deleteFrom("deployment_limit").where("deployment_id", "=", deploymentId).execute();
  await deleteOwnLimit(tx, deploymentId);
}

/** Deletes the limit that is named after a deployment, with those who hold its slots. */
export async function deleteOwnLimit(tx: Tx, deploymentId: string): Promise<void> {
  const own = tx.db.selectFrom("concurrency_limit").select("id").where("name", "=", ownLimitName(deploymentId));
  const limit = await own.executeTakeFirst();
  if (limit === undefined) return;
  await tx.db.deleteFrom("slot_holder").where("limit_id", "=", limit.id).execute();
  await tx.db.deleteFrom("slot_waiter").where("limit_id", "=", limit.id).execute();
  await tx.db.deleteFrom("concurrency_limit").where("id", "=", limit.id).execute();
}

/** The limit of a deployment, with the slots in use. */
export interface LimitOfDeployment {
  deployment_id: string;
  when_full: WhenFull;
  id: string;
  created: Micros;
  updated: Micros;
  active: boolean;
  name: string;
  slots: number;
  slot_decay_per_second: number;
  active_slots: number;
}

/** The limits of deployments, of all that have one when no ids are given. */
export async function limitsOfDeployments(
  db: Kysely<Tables>,
  { ids, now }: { ids?: readonly string[]; now: Micros },
): Promise<Map<string, LimitOfDeployment>> {
  if (ids?.length === 0) return new Map();
  const all = db
    .selectFrom("deployment_limit as link")
    .innerJoin("concurrency_limit as limit", "limit.id", "link.limit_id")
    .select(["link.deployment_id", "link.when_full"])
    .select(["limit.id", "limit.created", "limit.updated", "limit.active", "limit.name", "limit.slots"])
    .select("limit.slot_decay_per_second")
    .select(slotsInUse(now));
  const rows = await (ids === undefined ? all : all.where("link.deployment_id", "in", ids)).execute();
  return new Map(rows.map((row) => [row.deployment_id, { ...row, active_slots: Number(row.active_slots) }]));
}

function slotsInUse(now: Micros) {
  return sql<number>`(SELECT COALESCE(SUM(h.slots), 0) FROM slot_holder h
    WHERE h.limit_id = ${sql.ref("limit.id")} AND (h.expires IS NULL OR h.expires > ${now}))`.as("active_slots");
}
