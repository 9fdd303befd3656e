import type { Clock } from "../../lib/clock.ts";
import { countHoles, countNextHours, type RunKind } from "../db/runs/run-hours.ts";
import type { Store } from "../db/store.ts";

/** Hours that one unit counts: a busy hour may have thousands of runs. */
const hoursAtOnce = 24;
/** More than one turn should do: a year of an old database takes a few turns. */
const mostSteps = 400;
const holesAtOnce = 10;
const mostHoles = 1000;

/** Keeps the counts of ended runs by the hour (run-hours.ts). Returns how many hours were counted. */
export async function countRunHours(store: Store, _clock?: Clock): Promise<number> {
  return (await countHoursOf(store, "flow_run")) + (await countHoursOf(store, "task_run"));
}

async function countHoursOf(store: Store, kind: RunKind): Promise<number> {
  let counted = 0;
  for (let step = 0; step < mostSteps; step++) {
    const hours = await store.write((tx) => countNextHours(tx, kind, hoursAtOnce));
    counted += hours;
    if (hours === 0) break;
  }
  return counted + (await fillHoles(store, kind));
}

async function fillHoles(store: Store, kind: RunKind): Promise<number> {
  const holes = await store.read((db) =>
    db
      .selectFrom("run_hour_hole")
      .select("hour")
      .where("kind", "=", kind)
      .orderBy("hour", "desc")
      .limit(mostHoles)
      .execute(),
  );
  let filled = 0;
  for (let at = 0; at < holes.length; at += holesAtOnce) {
    const some = holes.slice(at, at + holesAtOnce).map(({ hour }) => Number(hour));
    filled += await store.write((tx) => countHoles(tx, kind, some));
  }
  return filled;
}
