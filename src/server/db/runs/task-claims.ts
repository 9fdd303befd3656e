// Background tasks are rows: the queue is what is scheduled and claimed by nobody.
//
// Invariants
//   C1. A task is with one client at a time, until that client has begun it or was gone for a while.
//   C2. What was given and not taken goes back to the others at once.

import { type Kysely, sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { DatabaseName } from "../columns.ts";
import { statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import type { Tables } from "../tables.ts";

const claimSeconds = 60;

/** The next task of these keys for a client; undefined when there is none. */
export async function claimTask(
  tx: Tx,
  { keys, clientId }: { keys: readonly string[]; clientId: string },
): Promise<string | undefined> {
  for (const id of await openTasks(tx.db, tx.dialect, { keys, now: tx.now }))
    if (await claim(tx, id, clientId)) return id;
  return undefined;
}

const looksAt = 20;

/** The first of those that nobody has. */
export async function openTasks(
  db: Kysely<Tables>,
  dialect: DatabaseName,
  { keys, now }: { keys: readonly string[]; now: Micros },
): Promise<string[]> {
  const rows = await db
    .selectFrom("task_run")
    .innerJoin("task_run_state", "task_run_state.id", "task_run.state_id")
    .leftJoin("task_claim", "task_claim.task_run_id", "task_run.id")
    .select("task_run.id")
    .where("task_run.state_type", "=", "SCHEDULED")
    .where("task_run.task_key", "in", keys)
    .where("task_run.next_scheduled_start_time", "<=", now)
    .where(isDeferred[dialect])
    .where((eb) => eb.or([eb("task_claim.expires", "is", null), eb("task_claim.expires", "<=", now)]))
    .orderBy("task_run.next_scheduled_start_time")
    .orderBy("task_run.id")
    .limit(looksAt)
    .execute();
  return rows.map(({ id }) => id);
}

/** False when somebody else was quicker. */
async function claim(tx: Tx, taskRunId: string, clientId: string): Promise<boolean> {
  return (await tx.run(insertClaim, [taskRunId, clientId, tx.now + claimSeconds * 1_000_000, tx.now])) > 0;
}

/** C2. */
export async function returnTask(tx: Tx, taskRunId: string, clientId: string): Promise<void> {
  await tx.run(removeClaim, [taskRunId, clientId]);
  tx.touch("task-queue");
}

/** Keeps what a connected client was given and has not begun yet; forgets what it has begun. */
export async function keepClaims(tx: Tx, clientId: string): Promise<void> {
  await tx.run(forgetBegun, [clientId]);
  await tx.run(renewClaims, [tx.now + claimSeconds * 1_000_000, clientId]);
}

const isDeferred = {
  sqlite: sql<SqlBool>`task_run_state.details ->> 'deferred'`,
  postgres: sql<SqlBool>`(task_run_state.details ->> 'deferred') = 'true'`,
};

const insertClaim = statement(
  "claim-task",
  "INSERT INTO task_claim (task_run_id, client_id, expires) VALUES (?, ?, ?) ON CONFLICT (task_run_id) DO UPDATE " +
    "SET client_id = excluded.client_id, expires = excluded.expires WHERE task_claim.expires <= ?",
  ["task_run_id", "client_id", "expires", "expires"],
);
const removeClaim = statement("return-task", "DELETE FROM task_claim WHERE task_run_id = ? AND client_id = ?", [
  "task_run_id",
  "client_id",
]);
const forgetBegun = statement(
  "forget-begun-tasks",
  "DELETE FROM task_claim WHERE client_id = ? AND NOT EXISTS (SELECT 1 FROM task_run WHERE task_run.id = " +
    "task_claim.task_run_id AND task_run.state_type = 'SCHEDULED')",
  ["client_id"],
);
const renewClaims = statement("renew-task-claims", "UPDATE task_claim SET expires = ? WHERE client_id = ?", [
  "expires",
  "client_id",
]);
