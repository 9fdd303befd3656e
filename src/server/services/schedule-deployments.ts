import type { Clock, Micros } from "../../lib/clock.ts";
import {
  deploymentsToSchedule,
  noteGenerated,
  postponeGeneration,
  schedulesOf,
} from "../db/deployments/deployment-schedules.ts";
import { lockDeployment } from "../db/deployments/deployments.ts";
import type { Store, Tx } from "../db/store.ts";
import { scheduleRuns } from "../deployments/schedule-runs.ts";

const atOnce = 100;
const mostBatches = 100;

/** Makes the runs that schedules are short of; returns how many are new. */
export async function scheduleDeployments(store: Store, clock: Clock): Promise<number> {
  const now = clock.now();
  const failures: unknown[] = [];
  let made = 0;
  for (let batch = 0; batch < mostBatches; batch++) {
    const ids = await store.read((db) => deploymentsToSchedule(db, now, atOnce));
    if (ids.length === 0) break;
    for (const id of ids) {
      try {
        made += await store.write((tx) => scheduleDeployment(tx, id, now));
      } catch (error) {
        failures.push(new Error(`The runs of deployment ${id} cannot be scheduled`, { cause: error }));
        await store.write((tx) => postponeGeneration(tx, id, now + aMinute));
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} deployments cannot be scheduled`);
  return made;
}

/** One that fails is tried again later, and hides no other. */
const aMinute: Micros = 60_000_000;

/** Every deployment is a unit of its own: who waits for its row waits for no other's runs. */
async function scheduleDeployment(tx: Tx, id: string, now: Micros): Promise<number> {
  const deployment = await lockDeployment(tx, { id });
  let made = 0;
  for (const schedule of await schedulesOf(tx.db, [id])) {
    if (schedule.generate_at === null || schedule.generate_at > now) continue;
    if (deployment === undefined) await noteGenerated(tx, schedule.id, { through: null, next: null });
    else made += await scheduleRuns(tx, deployment, schedule);
  }
  return made;
}
