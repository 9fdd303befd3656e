import { isoFromMicros, type Micros } from "../../../lib/clock.ts";

/** A time on Prefect's wire. */
export function timeOnWire(time: Micros | null): string | null {
  return time === null ? null : isoFromMicros(time);
}

/** A duration on Prefect's wire: seconds. */
export function secondsOnWire(duration: Micros): number {
  return duration / 1_000_000;
}

export function storedOnWire({ id, created, updated }: { id: string; created: Micros; updated: Micros }) {
  return { id, created: isoFromMicros(created), updated: isoFromMicros(updated) };
}
