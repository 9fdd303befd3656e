import { Cron } from "croner";
import type { Micros } from "../../lib/clock.ts";
import { earliestWallTime, instantOf } from "./wall-time.ts";

export interface CronRule {
  cron: string;
  timezone: string;
  /** Whether a day has to match one of its two fields or both. */
  dayOr: boolean;
}

/**
 * The times of a cron expression at or after a start.
 *
 * It speaks of what clocks show: a time that they show twice is taken once, one that they skip is moved on.
 * Source: Prefect's `CronSchedule`.
 */
export function* cronTimes({ cron, timezone, dayOr }: CronRule, start: Micros): Generator<Micros> {
  const pattern = parseCron(cron, dayOr);
  const aSecond = 1_000_000;
  let wall = new Date((earliestWallTime(start, timezone) - aSecond) / 1000);
  for (;;) {
    const next = pattern.nextRun(wall);
    if (next === null) return;
    const instant = instantOf(next.getTime() * 1000, timezone);
    if (instant >= start) yield instant;
    wall = next;
  }
}

/** @throws Error for what is no cron expression. */
export function parseCron(expression: string, dayOr: boolean): Cron {
  const pattern = spelledForCroner(expression);
  return new Cron(pattern, { paused: true, timezone: "UTC", domAndDow: !dayOr, mode: modeOf(pattern) });
}

function modeOf(pattern: string): "5-part" | "6-part" | "7-part" {
  const parts = pattern.split(" ").length;
  return parts === 7 ? "7-part" : parts === 6 ? "6-part" : "5-part";
}

const aliases: Record<string, string> = {
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};

const lastOf = ["minute", "hour", "day of month", "month", "day of week"];

/** Prefect's dialect is croniter's: seconds stand in the sixth field, years in the seventh. */
function spelledForCroner(expression: string): string {
  const text = aliases[expression.trim().toLowerCase()] ?? expression.trim();
  const fields = text.split(/\s+/);
  if (fields.length < 5 || fields.length > 7)
    throw new Error(`"${expression}" has ${fields.length} fields, not 5 to 7`);
  if (fields.some((field) => /^[hr](\(|\/|$)/i.test(field))) {
    throw new Error(`"${expression}": random and hashed fields are not supported`);
  }
  const [minute, hour, day, month, weekday] = lastOf.map((_, at) => spelledField(fields[at]!, at));
  const seconds = fields[5] === undefined ? [] : [spelledField(fields[5], 5)];
  return [...seconds, minute, hour, day, month, weekday, ...fields.slice(6)].join(" ");
}

const highest = [59, 23, 31, 12, 6, 59];

function spelledField(field: string, at: number): string {
  return field
    .split(",")
    .map((part) => {
      const stepped = /^(\w+)\/(\d+)$/.exec(part); // "5/20": from 5 on
      if (stepped !== null) return `${stepped[1]}-${highest[at]}/${stepped[2]}`;
      const lastWeekday = at === 4 ? /^l(\w+)$/i.exec(part) : null; // "l5": the last Friday
      if (lastWeekday !== null) return `${lastWeekday[1]}#L`;
      return part.toUpperCase();
    })
    .join(",");
}
