import type { Micros } from "../../lib/clock.ts";
import type { Owner } from "../../schemas/record.ts";
import { insertOrIgnore, statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { AttemptCause } from "../db/tables.ts";

// The sweep opens the next attempt of a run that may be retried after a crash, without an owner: it is *vacant*, and
// the process that goes on with the run moves in. So a crash is counted once, by whoever finds it (engine.md L4).

export const insertAttempts = insertOrIgnore(
  "flow_run_attempt",
  ["flow_run_id", "attempt", "token", "cause", "started", "owner"],
  ["flow_run_id", "attempt"],
);

/** Ends the attempts of a run that have not ended; a vacant one has not begun. */
export const endAttempts = statement(
  "end-attempts",
  "UPDATE flow_run_attempt SET ended = ? WHERE flow_run_id = ? AND ended IS NULL AND owner IS NOT NULL",
  ["ended", "flow_run_id"],
);

const moveIn = statement(
  "move-into-attempt",
  "UPDATE flow_run_attempt SET token = ?, started = ?, owner = ? WHERE flow_run_id = ? AND attempt = ?",
  ["token", "started", "owner", "flow_run_id", "attempt"],
);
const findLatest = statement(
  "find-latest-attempt",
  "SELECT attempt, ended, owner FROM flow_run_attempt WHERE flow_run_id = ? ORDER BY attempt DESC LIMIT 1",
  ["flow_run_id"],
);

export interface NewAttempt {
  flowRunId: string;
  token: string;
  owner: Owner | null;
  cause: AttemptCause;
}

/** Begins the next attempt of a run, or moves into a vacant one; returns its number. */
export async function beginAttempt(tx: Tx, { flowRunId, token, owner, cause }: NewAttempt): Promise<number> {
  type Latest = { attempt: number; ended: Micros | null; owner: Owner | null };
  const [latest] = await tx.all<Latest>(findLatest, [flowRunId]);
  if (latest !== undefined && latest.ended === null && latest.owner === null) {
    await tx.run(moveIn, [token, tx.now, owner, flowRunId, latest.attempt]);
    return latest.attempt;
  }
  const attempt = (latest?.attempt ?? 0) + 1;
  await tx.runRows(insertAttempts, [[flowRunId, attempt, token, cause, tx.now, owner]]);
  return attempt;
}

/** When a lease that is given now ends. */
export function leaseEnd(now: Micros, seconds: number): Micros {
  return now + Math.round(seconds * 1_000_000);
}
