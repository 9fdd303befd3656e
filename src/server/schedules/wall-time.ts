// Wall time: what a clock in a time zone shows, as the microseconds that a clock in UTC would have to show the same.

import type { Micros } from "../../lib/clock.ts";

const formats = new Map<string, Intl.DateTimeFormat>();
const aDay = 86_400_000_000;

/** Whether a text names a zone of the IANA database. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** What the clocks of a zone show at an instant. */
export function wallTime(instant: Micros, zone: string): Micros {
  return instant + offsetAt(instant, zone);
}

/**
 * The instant at which the clocks of a zone show a wall time: the first one where they show it twice. A time that they
 * skip is moved on by what they skip. Source: RFC 5545 §3.3.5, and Prefect on Python 3.13.
 */
export function instantOf(wall: Micros, zone: string): Micros {
  const before = offsetAt(wall - aDay, zone);
  const after = offsetAt(wall + aDay, zone);
  if (before === after) return wall - before; // no change of clocks is near
  const shownAt = [wall - before, wall - after].filter((instant) => wallTime(instant, zone) === wall);
  return shownAt.length === 0 ? wall - before : Math.min(...shownAt);
}

/**
 * The earliest wall time that may stand for this instant or a later one: where clocks have just skipped some time, what
 * they skipped is moved on to instants that are still to come.
 */
export function earliestWallTime(instant: Micros, zone: string): Micros {
  const aWhile = 3 * 3_600_000_000;
  const skipped = offsetAt(instant, zone) - offsetAt(instant - aWhile, zone);
  return wallTime(instant, zone) - Math.max(0, skipped);
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetAt(instant: Micros, zone: string): Micros {
  if (zone === "UTC") return 0;
  const second = Math.floor(instant / 1_000_000) * 1000;
  const shown = new Map(
    formatOf(zone)
      .formatToParts(second)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name)!;
  const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return (wall - second) * 1000;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, format);
  return format;
}
