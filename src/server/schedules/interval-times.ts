import type { Micros } from "../../lib/clock.ts";
import { instantOf, wallTime } from "./wall-time.ts";

export interface IntervalRule {
  /** Microseconds. */
  interval: Micros;
  anchor: Micros;
  timezone: string;
}

const aDay: Micros = 86_400_000_000;

/**
 * The times of an interval at or after a start, without end.
 *
 * Whole days are days of the calendar (a daily 9:00 stays at 9:00 when clocks change), the rest of an interval passes
 * in real time (an hourly run comes every hour). Source: what Prefect says of its `IntervalSchedule`; every time is
 * counted from the anchor, so that it does not depend on when somebody asks.
 */
export function* intervalTimes(rule: IntervalRule, start: Micros): Generator<Micros> {
  let count = Math.floor((start - rule.anchor) / rule.interval) - 1;
  for (;;) {
    const time = timeAfter(rule, count++);
    if (time >= start) yield time;
  }
}

function timeAfter({ interval, anchor, timezone }: IntervalRule, count: number): Micros {
  const days = Math.floor(interval / aDay);
  if (days === 0) return anchor + count * interval;
  const rest = interval - days * aDay;
  return instantOf(wallTime(anchor, timezone) + count * days * aDay, timezone) + count * rest;
}
