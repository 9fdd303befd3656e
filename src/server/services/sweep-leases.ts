// Invariants (engine.md L1, L2, L4)
//   E1. Only a run whose writer asked for a lease is swept.
//   E2. A lease ends after time in which a server was alive: where none was, leases move by that time, once.
//   E3. On this machine it is plain to see whether a process lives: one that does keeps its run, however late its
//       renewal is, and of one that is gone the run is swept before its lease ends.
//   E4. A run is swept, its calls are closed and its slots are freed in one commit.

import type { Micros } from "../../lib/clock.ts";
import { fateOf } from "../../lib/process-identity.ts";
import type { StateType } from "../../schemas/state.ts";
import { findForUpdate, statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";
import type { Owner } from "../../schemas/record.ts";
import { endAttempts } from "../recording/attempts.ts";
import { settleLostRun } from "../recording/settle-lost-run.ts";

/** How long servers may be silent before that counts as "none was alive". The sweep runs more often than that. */
export const silenceSeconds = 15;

const mostInOneSweep = 500;

/** Retries, or moves to Crashed, every run whose lease has ended; returns how many there were. */
export async function sweepLeases(store: Store): Promise<number> {
  await store.write(noteAlive);
  let swept = 0;
  for (const { id } of await store.write(findAbandoned)) if (await store.write((tx) => sweepRun(tx, id))) swept += 1;
  return swept;
}

/** E2: moves leases by the time in which no server was alive, and notes that one is now. */
async function noteAlive(tx: Tx): Promise<void> {
  await tx.run(insertLastAlive, [String(tx.now)]);
  const [last] = await tx.all<{ value: string }>(findLastAlive, []);
  const isFirst = (await tx.run(updateLastAlive, [String(tx.now), last!.value])) > 0; // of those who saw the same gap
  const silence = tx.now - Number(last!.value);
  if (!isFirst || silence <= silenceSeconds * 1_000_000) return;
  await tx.run(moveLeases, [silence]);
  await tx.run(moveTaskWorkerLeases, [silence]);
}

type Leased = Pick<Run, "id" | "owner" | "lease_expires_at">;

async function findAbandoned(tx: Tx): Promise<Leased[]> {
  const leased = await tx.all<Leased>(findLeased, []);
  return leased.filter((run) => isAbandoned(run, tx.now)).slice(0, mostInOneSweep);
}

function isAbandoned({ owner, lease_expires_at }: Pick<Run, "owner" | "lease_expires_at">, now: Micros): boolean {
  if (lease_expires_at === null) return false; // E1
  const fate = owner === null ? "elsewhere" : fateOf(owner);
  return fate === "elsewhere" ? lease_expires_at <= now : fate === "gone"; // E3
}

interface Run {
  id: string;
  state_type: StateType | null;
  attempt_token: string | null;
  lease_expires_at: Micros | null;
  crash_retries: number | null;
  deployment_id: string | null;
  owner: Owner | null;
}

async function sweepRun(tx: Tx, id: string): Promise<boolean> {
  const [run] = await tx.findRows<Run>(findRun, [id]);
  if (run === undefined || !isAbandoned(run, tx.now)) return false;
  await tx.run(endAttempts, [tx.now, id]);
  await tx.run(disown, [id]); // a process that wakes up later is superseded
  await settleLostRun(tx, run, { message: "The process that ran it has not been heard of." });
  tx.touch("flow-run");
  tx.touch(`flow-run:${id}`);
  return true;
}

// As many as live runs: the index holds no others.
const findLeased = statement(
  "find-leased-flow-runs",
  "SELECT id, owner, lease_expires_at FROM flow_run WHERE lease_expires_at IS NOT NULL ORDER BY lease_expires_at",
  [],
);
const findRun = findForUpdate("find-flow-run-to-sweep", "flow_run", [
  "id",
  "state_type",
  "attempt_token",
  "lease_expires_at",
  "crash_retries",
  "deployment_id",
  "owner",
]);
const disown = statement(
  "disown-swept-flow-run",
  "UPDATE flow_run SET attempt_token = NULL, lease_expires_at = NULL WHERE id = ?",
  ["id"],
);
const moveLeases = statement(
  "move-leases",
  "UPDATE flow_run SET lease_expires_at = lease_expires_at + ? WHERE lease_expires_at IS NOT NULL",
  ["lease_expires_at"],
);
const moveTaskWorkerLeases = statement(
  "move-leases-of-task-workers",
  "UPDATE task_worker SET lease_expires_at = lease_expires_at + ?",
  ["lease_expires_at"],
);
const insertLastAlive = statement(
  "insert-last-alive",
  "INSERT INTO meta (key, value) VALUES ('last_alive', ?) ON CONFLICT (key) DO NOTHING",
  ["value"],
);
const findLastAlive = statement("find-last-alive", "SELECT value FROM meta WHERE key = 'last_alive'", []);
const updateLastAlive = statement(
  "update-last-alive",
  "UPDATE meta SET value = ? WHERE key = 'last_alive' AND value = ?",
  ["value", "value"],
);
