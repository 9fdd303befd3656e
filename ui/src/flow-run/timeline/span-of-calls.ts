import type { Call } from "./calls.ts";

/** The last moment at which something is known to have happened, in milliseconds after the origin. */
export function endOf(calls: Iterable<Call>): number {
  let last = 0;
  for (const { created, started, ended } of calls) last = Math.max(last, ended ?? started ?? created);
  return last;
}

/** The span of time that is drawn: from the run's beginning to its end, or to now. */
export function spanOfCalls(
  last: number,
  { end, now, isLive }: { end: number | null; now: number; isLive: boolean },
): readonly [number, number] {
  const until = isLive ? Math.max(last, now) : Math.max(last, end ?? 0);
  return [0, Math.max(until, 10)];
}
