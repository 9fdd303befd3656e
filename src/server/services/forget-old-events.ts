import type { Clock } from "../../lib/clock.ts";
import { statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";

/** Source: Prefect's `server.events.retention_period`. */
const keptDays = 7;
const atOnce = 500;
const mostSteps = 200;

/** Deletes events that are older than a week, in small steps; states of runs go with their runs. Returns how many. */
export async function forgetOldEvents(store: Store, clock: Clock): Promise<number> {
  const before = clock.now() - keptDays * 86_400_000_000;
  let forgotten = 0;
  for (let step = 0; step < mostSteps; step++) {
    const deleted = await store.write((tx) => forgetSome(tx, before));
    forgotten += deleted;
    if (deleted < atOnce) break;
  }
  await store.write((tx) => tx.run(forgetClaims, [before])); // of workers that are gone
  return forgotten;
}

async function forgetSome(tx: Tx, before: number): Promise<number> {
  const old = await tx.all<{ id: string }>(oldEvents, [before, atOnce]);
  if (old.length === 0) return 0;
  const ids = old.map(({ id }) => id);
  await tx.db.deleteFrom("event_resource").where("event_id", "in", ids).execute();
  await tx.db.deleteFrom("event").where("id", "in", ids).execute();
  return ids.length;
}

const oldEvents = statement("find-old-events", "SELECT id FROM event WHERE received < ? ORDER BY received LIMIT ?", [
  "received",
  "run_count",
]);
const forgetClaims = statement("forget-old-claims", "DELETE FROM task_claim WHERE expires < ?", ["expires"]);
