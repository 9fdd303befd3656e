import { RRuleTemporal } from "rrule-temporal";
import type { Micros } from "../../lib/clock.ts";
import { earliestWallTime, instantOf } from "./wall-time.ts";

export interface RecurrenceRule {
  /** Lines of an iCalendar recurrence: DTSTART, RRULE, RDATE, EXRULE, EXDATE. */
  rrule: string;
  timezone: string;
}

/** A recurrence taken apart; its times are wall times in milliseconds. */
export interface Recurrence {
  rules: readonly RRuleTemporal[];
  exceptRules: readonly RRuleTemporal[];
  dates: readonly number[];
  exceptDates: ReadonlySet<number>;
}

const longest = 6500;
// Where a rule says no start, its phase is counted from here. Source: Prefect.
const defaultStart = "20200101T000000Z";

/**
 * The times of a recurrence at or after a start.
 *
 * As in Prefect the rule is read in wall time, whatever zone its own lines name, and then placed in the schedule's zone.
 */
export function* rruleTimes({ rrule, timezone }: RecurrenceRule, start: Micros): Generator<Micros> {
  const recurrence = parseRecurrence(rrule);
  let from = Math.floor(earliestWallTime(start, timezone) / 1000);
  for (;;) {
    const wall = nextOf(recurrence, from);
    if (wall === undefined) return;
    const instant = instantOf(wall * 1000, timezone);
    if (instant >= start) yield instant;
    from = wall + 1;
  }
}

/** @throws Error for what is no recurrence. */
export function parseRecurrence(text: string): Recurrence {
  if (text.length > longest) throw new Error(`it has ${text.length} characters, more than ${longest}`);
  const lines = linesOf(text);
  const start = valuesOf(lines, "DTSTART")[0] ?? defaultStart;
  const rule = (value: string) => new RRuleTemporal({ rruleString: `DTSTART:${start}\nRRULE:${inUtc(value)}` });
  const recurrence = {
    rules: lines.filter(({ name }) => name === "RRULE").map(({ value }) => rule(value)),
    exceptRules: lines.filter(({ name }) => name === "EXRULE").map(({ value }) => rule(value)),
    dates: valuesOf(lines, "RDATE")
      .map(millisOf)
      .toSorted((a, b) => a - b),
    exceptDates: new Set(valuesOf(lines, "EXDATE").map(millisOf)),
  };
  if (recurrence.rules.length + recurrence.dates.length === 0) throw new Error("it has neither an RRULE nor an RDATE");
  return recurrence;
}

interface Line {
  name: string;
  value: string;
}

const names = new Set(["DTSTART", "RRULE", "RDATE", "EXRULE", "EXDATE"]);

/** A line may leave its name out: it is a rule then. */
function linesOf(text: string): Line[] {
  return text
    .toUpperCase()
    .split(/\s+/)
    .filter((line) => line !== "")
    .map((line) => {
      const colon = line.indexOf(":");
      if (colon < 0) return { name: "RRULE", value: line };
      const name = line.slice(0, colon).split(";")[0]!;
      if (!names.has(name)) throw new Error(`unknown line ${name}`);
      return { name, value: line.slice(colon + 1) };
    });
}

function valuesOf(lines: readonly Line[], name: string): string[] {
  return lines.filter((line) => line.name === name).flatMap(({ value }) => value.split(",").map(asUtc));
}

/** The end of a rule is wall time, too. */
function inUtc(rule: string): string {
  return rule.replace(/UNTIL=([0-9TZ]+)/, (_, until: string) => `UNTIL=${asUtc(until)}`);
}

function asUtc(time: string): string {
  const parts = /^(\d{8})(?:T(\d{6}))?Z?$/.exec(time);
  if (parts === null) throw new Error(`${time} is no time`);
  return `${parts[1]}T${parts[2] ?? "000000"}Z`;
}

function millisOf(time: string): number {
  const iso = time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z");
  const millis = Date.parse(iso);
  if (Number.isNaN(millis)) throw new Error(`${time} is no time`);
  return millis;
}

const mostExceptions = 10_000;

/** The first time at or after one that is not excepted. */
function nextOf(recurrence: Recurrence, from: number): number | undefined {
  let at = from;
  for (let skipped = 0; skipped < mostExceptions; skipped++) {
    const next = earliest(recurrence, at);
    if (next === undefined || !isExcepted(recurrence, next)) return next;
    at = next + 1;
  }
  return undefined;
}

function earliest({ rules, dates }: Recurrence, from: number): number | undefined {
  const next = rules.map((rule) => firstOf(rule, from));
  const times = [...next, dates.find((date) => date >= from)].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

function isExcepted({ exceptRules, exceptDates }: Recurrence, time: number): boolean {
  return exceptDates.has(time) || exceptRules.some((rule) => firstOf(rule, time) === time);
}

/** A rule that finds nothing within the library's bound has no times: 30 February. */
function firstOf(rule: RRuleTemporal, from: number): number | undefined {
  try {
    return rule.next(new Date(from), true)?.epochMilliseconds;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("Maximum iterations")) return undefined;
    throw error;
  }
}
