import { type Micros, microsFromIso } from "../../lib/clock.ts";
import type { Schedule } from "../../schemas/schedule.ts";
import { cronTimes, parseCron } from "./cron-times.ts";
import { intervalTimes } from "./interval-times.ts";
import { parseRecurrence, rruleTimes } from "./rrule-times.ts";
import { isTimeZone } from "./wall-time.ts";

export interface TimeRange {
  /** The first time that counts. */
  start: Micros;
  /** The last one. */
  end: Micros;
  /** Most times that are wanted. */
  atMost: number;
  /** Whether the times until this one, so many in all, are enough. Default: never. */
  isEnough?: (time: Micros, count: number) => boolean;
}

const mostCandidates = 1000;

/** The distinct times of a schedule within a range, in order. Source of the bound: Prefect. */
export function scheduledTimes(schedule: Schedule, { start, end, atMost, isEnough }: TimeRange): Micros[] {
  const times = new Set<Micros>();
  let candidates = 0;
  for (const time of timesOf(schedule, start)) {
    if (time > end || times.size >= atMost || candidates++ >= mostCandidates) break;
    times.add(time);
    if (isEnough?.(time, times.size)) break;
  }
  return [...times].toSorted((a, b) => a - b);
}

function timesOf(schedule: Schedule, start: Micros): Generator<Micros> {
  const timezone = schedule.timezone || "UTC";
  if ("cron" in schedule) return cronTimes({ cron: schedule.cron, timezone, dayOr: schedule.day_or }, start);
  if ("rrule" in schedule) return rruleTimes({ rrule: schedule.rrule, timezone }, start);
  const interval = Math.round(schedule.interval * 1_000_000);
  return intervalTimes({ interval, anchor: microsFromIso(schedule.anchor_date!), timezone }, start);
}

/** What is wrong with a schedule; undefined when nothing is. */
export function scheduleFault(schedule: Schedule): { field: string; message: string } | undefined {
  const { timezone } = schedule;
  if (timezone && !isTimeZone(timezone)) {
    const message = `Invalid timezone: "${timezone}" (give a name of the IANA database, such as America/New_York)`;
    return { field: "timezone", message };
  }
  if ("cron" in schedule) {
    return faultOf("cron", `Invalid cron string: "${schedule.cron}"`, () => parseCron(schedule.cron, schedule.day_or));
  }
  if ("rrule" in schedule) {
    const shown = schedule.rrule.slice(0, 80);
    return faultOf("rrule", `Invalid RRule string "${shown}"`, () => parseRecurrence(schedule.rrule));
  }
  if (schedule.interval < 1e-6) return { field: "interval", message: "Input should be at least a microsecond" };
  return undefined;
}

function faultOf(field: string, message: string, parse: () => unknown) {
  try {
    parse();
    return undefined;
  } catch (error) {
    return { field, message: `${message}: ${error instanceof Error ? error.message : String(error)}` };
  }
}
