import { microsFromIso, type Micros } from "../lib/clock.ts";

const isoTime = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[zZ]|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Whether a text is an ISO 8601 date or time, with or without an offset. */
export function isIsoTime(text: string): boolean {
  return isoTime.test(text) && !Number.isNaN(microsFromIso(normal(text)));
}

/**
 * The microseconds of a time on the wire.
 * Times that a safe integer cannot say (before 1684, after 2255) become the nearest that it can.
 */
export function microsFromWire(text: string): Micros {
  const micros = microsFromIso(normal(text));
  return Math.min(Math.max(micros, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
}

/** Python also writes a space for the T, and hours alone as the offset. */
function normal(text: string): string {
  if (text.length === 10) return text + "T00:00:00Z";
  const spaced = text[10] === " " ? text.replace(" ", "T") : text;
  return /[+-]\d\d$/.test(spaced.slice(19)) ? spaced + ":00" : spaced;
}
