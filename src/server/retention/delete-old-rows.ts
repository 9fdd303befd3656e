// What is no part of a flow run and grows all the same: events, background tasks, the audit log.

import type { Micros } from "../../lib/clock.ts";
import type { Store, Tx } from "../db/store.ts";
import { deleteSome } from "./delete-some.ts";

const rowsAtOnce = 500;
const tasksAtOnce = 50;
const mostSteps = 100;
const allRows = 1_000_000;

/** Deletes events that occurred before a time. Those of states are no rows: they go with their run. */
export function deleteOldEvents(store: Store, before: Micros): Promise<number> {
  return inSteps(store, async ({ db }) => {
    const some = await db
      .selectFrom("event")
      .select("id")
      .where("occurred", "<", before)
      .orderBy("occurred")
      .limit(rowsAtOnce)
      .execute();
    const ids = some.map(({ id }) => id);
    if (ids.length === 0) return 0;
    await db.deleteFrom("event_resource").where("event_id", "in", ids).execute();
    await db.deleteFrom("event").where("id", "in", ids).execute();
    return ids.length;
  });
}

/** Deletes background tasks, which belong to no flow run, that ended before a time, with their logs and artifacts. */
export function deleteOldBackgroundTasks(store: Store, before: Micros): Promise<number> {
  return inSteps(
    store,
    async (tx) => {
      const some = await tx.db
        .selectFrom("task_run")
        .select("id")
        .where("flow_run_id", "is", null)
        .where("state_timestamp", "<", before)
        .where("state_type", "in", ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"])
        .limit(tasksAtOnce)
        .execute();
      for (const { id } of some) await deleteTask(tx, id);
      return some.length;
    },
    tasksAtOnce,
  );
}

async function deleteTask(tx: Tx, id: string): Promise<void> {
  const ofTask = { column: "task_run_id", value: id, limit: allRows } as const;
  await deleteSome(tx, "log", ofTask);
  await deleteSome(tx, "artifact", ofTask);
  await deleteSome(tx, "task_run", ofTask);
}

/** Deletes entries of the audit log from before a time. */
export function deleteOldAudit(store: Store, before: Micros): Promise<number> {
  return inSteps(store, async ({ db }) => {
    const some = await db.selectFrom("audit").select("id").where("occurred", "<", before).limit(rowsAtOnce).execute();
    const ids = some.map(({ id }) => id);
    if (ids.length > 0) await db.deleteFrom("audit").where("id", "in", ids).execute();
    return ids.length;
  });
}

/** Repeats a unit until it finds less than it might delete. */
async function inSteps(store: Store, step: (tx: Tx) => Promise<number>, atOnce = rowsAtOnce): Promise<number> {
  let deleted = 0;
  for (let at = 0; at < mostSteps; at++) {
    const count = await store.write(step);
    deleted += count;
    if (count < atOnce) break;
  }
  return deleted;
}
