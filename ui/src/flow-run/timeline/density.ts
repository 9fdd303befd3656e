import { type Call, spanOf } from "./calls.ts";

export interface DensityOptions {
  /** The span that is in sight, in milliseconds. */
  domain: readonly [number, number];
  /** How many columns it has. */
  columns: number;
  now: number;
}

export interface Density {
  /** Calls that were running, by column. */
  running: Uint32Array;
  /** Of these, those that failed or crashed. */
  bad: Uint32Array;
  most: number;
}

/** How many calls ran at each time: what a group looks like from far away. Linear in calls and columns. */
export function densityOf(calls: readonly Call[], { domain: [from, to], columns, now }: DensityOptions): Density {
  const changes = new Int32Array(columns + 1);
  const badChanges = new Int32Array(columns + 1);
  const scale = columns / (to - from);
  for (const call of calls) {
    const [start, end] = spanOf(call, now);
    const first = Math.max(0, Math.floor((start - from) * scale));
    const last = Math.min(columns - 1, Math.floor((end - from) * scale));
    if (last < first) continue;
    changes[first]!++;
    changes[last + 1]!--;
    if (call.state !== "FAILED" && call.state !== "CRASHED") continue;
    badChanges[first]!++;
    badChanges[last + 1]!--;
  }
  const running = sums(changes);
  return { running, bad: sums(badChanges), most: running.reduce((most, count) => Math.max(most, count), 0) };
}

function sums(changes: Int32Array): Uint32Array {
  let sum = 0;
  return Uint32Array.from(changes.subarray(0, -1), (change) => (sum += change));
}
