import type { Clock } from "../../lib/clock.ts";
import { type ChangedStatus, changedStatuses, noteStatus } from "../db/work-pools/place-statuses.ts";
import type { Store } from "../db/store.ts";
import { isPolledFor } from "../deployments/status.ts";
import { type ObjectChange, type ObjectKind, tellOfChange } from "../events/change-events.ts";

const atOnce = 500;

const kinds = { work_pool: "work-pool", work_queue: "work-queue", deployment: "deployment" } as const satisfies Record<
  string,
  ObjectKind
>;

/** Tells of pools, queues and deployments that have become ready, not ready or paused; returns how many there were. */
export async function tellStatuses(store: Store, clock: Clock): Promise<number> {
  const now = clock.now();
  let told = 0;
  for (const table of ["work_pool", "work_queue", "deployment"] as const) {
    const look = { now, since: now - isPolledFor, limit: atOnce };
    const changed = await store.read((db) => changedStatuses(db, table, look));
    if (changed.length === 0) continue;
    told += await store.write(async (tx) => {
      let count = 0;
      for (const place of changed) {
        if (!(await noteStatus(tx, table, place))) continue;
        await tellOfChange(tx, { kind: kinds[table], id: place.id, name: place.name }, changeTo(place));
        tx.touch(kinds[table]);
        count += 1;
      }
      return count;
    });
  }
  return told;
}

function changeTo({ status }: ChangedStatus): ObjectChange {
  switch (status) {
    case "READY":
      return "ready";
    case "NOT_READY":
      return "not-ready";
    case "PAUSED":
      return "paused";
  }
}
