/** Microseconds since the Unix epoch: the one unit of time in the domain and in both databases. */
export type Micros = number;

export interface Clock {
  now(): Micros;
}

let anchor = 0; // what to add to performance.now() to get the wall clock, in milliseconds

/**
 * The wall clock with the resolution of the monotonic one.
 * It is anchored anew when the two have drifted apart (a suspended laptop, a corrected clock).
 */
export const systemClock: Clock = {
  now() {
    const monotonic = performance.now();
    const wall = Date.now();
    if (Math.abs(monotonic + anchor - wall) > 5) anchor = wall - monotonic;
    return Math.floor((monotonic + anchor) * 1000);
  },
};

/** `2026-11-25T07:02:33.123456Z`, as on Prefect's wire. */
export function isoFromMicros(time: Micros): string {
  const millis = Math.floor(time / 1000);
  const rest = time - millis * 1000;
  return new Date(millis).toISOString().slice(0, -1) + rest.toString().padStart(3, "0") + "Z";
}

const fraction = /\.(\d{1,9})/;

/** The microseconds of an ISO 8601 time; a time without an offset is UTC. NaN if it is none. */
export function microsFromIso(text: string): Micros {
  const zoned = /[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : text + "Z";
  const digits = fraction.exec(zoned)?.[1];
  const whole = Date.parse(digits === undefined ? zoned : zoned.replace(fraction, ""));
  return whole * 1000 + (digits === undefined ? 0 : Number(digits.padEnd(6, "0").slice(0, 6)));
}
