import type { Micros } from "../../lib/clock.ts";

/** Without being asked for runs for so long, a deployment or a queue is not ready. Source: features DP-012, W-002. */
export const isPolledFor: Micros = 60_000_000;

export function isPolled(lastPolled: Micros | null, now: Micros): boolean {
  return lastPolled !== null && now - lastPolled < isPolledFor;
}

export type PlaceStatus = "READY" | "NOT_READY" | "PAUSED";

export function placeStatus({ isPaused, isReady }: { isPaused: boolean; isReady: boolean }): PlaceStatus {
  if (isPaused) return "PAUSED";
  return isReady ? "READY" : "NOT_READY";
}
