import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isoFromMicros, microsFromIso } from "../../lib/clock.ts";
import type { Schedule } from "../../schemas/schedule.ts";
import { scheduledTimes, scheduleFault } from "./scheduled-times.ts";

interface Vector {
  /** As the API keeps it, except that a cron expression may leave `day_or` out. */
  schedule: Schedule;
  start: string;
  dates: string[];
}

/** Written by Prefect itself: `scripts/prefect-schedule-vectors.py`. */
const vectors = JSON.parse(readFileSync(new URL("prefect-schedules.golden.json", import.meta.url), "utf8")) as Vector[];

const never = microsFromIso("2040-01-01T00:00:00Z");

describe("runs when Prefect would run it", () => {
  test.each(vectors.map((vector) => [JSON.stringify(vector.schedule), vector.start, vector] as const))(
    "%s from %s",
    (_schedule, _start, { schedule, start, dates }) => {
      const range = { start: microsFromIso(start), end: never, atMost: dates.length };
      const given = "cron" in schedule ? { ...schedule, day_or: schedule.day_or ?? true } : schedule;
      expect(scheduledTimes(given, range).map(isoFromMicros)).toEqual(dates);
    },
  );
});

const zones = ["UTC", "America/New_York", "Europe/London", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata"];
const start = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true });

const crons = ["*/7 * * * *", "30 2 * * *", "0 * * * *", "15 1 * * 0", "59 23 28-31 * *"];
const schedules = fc.oneof(
  fc.record({ cron: fc.constantFrom(...crons), timezone: fc.constantFrom(...zones), day_or: fc.boolean() }),
  fc.record({
    interval: fc.integer({ min: 60, max: 400_000 }),
    anchor_date: start.map((date) => date.toISOString()),
    timezone: fc.constantFrom(...zones),
  }),
  fc.record({
    rrule: fc.constantFrom("FREQ=HOURLY;INTERVAL=5", "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", "FREQ=WEEKLY;BYDAY=SU"),
    timezone: fc.constantFrom(...zones),
  }),
) as fc.Arbitrary<Schedule>;

test("times are in order, distinct and in their range, and asking again later finds the same ones", () => {
  fc.assert(
    fc.property(schedules, start, fc.integer({ min: 0, max: 19 }), (schedule, from, at) => {
      const begin = from.getTime() * 1000;
      const times = scheduledTimes(schedule, { start: begin, end: never, atMost: 20 });
      expect(times).toEqual([...new Set(times)].toSorted((a, b) => a - b));
      expect(times.every((time) => time >= begin)).toBe(true);
      const later = times[at]!;
      expect(scheduledTimes(schedule, { start: later, end: never, atMost: 20 - at })).toEqual(times.slice(at));
    }),
    { numRuns: 150 },
  );
});

// Prefect puts a recurrence rule's an hour early, and a cron expression's, too, on Python 3.12 and before.
test.each<Schedule>([
  { cron: "30 2 * * *", timezone: "America/New_York", day_or: true },
  { rrule: "FREQ=DAILY;BYHOUR=2;BYMINUTE=30", timezone: "America/New_York" },
])("a time that clocks skip is moved on by what they skip: %j", (schedule) => {
  const range = { start: microsFromIso("2026-03-08T05:00:00Z"), end: never, atMost: 2 };
  expect(scheduledTimes(schedule, range).map(isoFromMicros)).toEqual([
    "2026-03-08T07:30:00.000000Z",
    "2026-03-09T06:30:00.000000Z",
  ]);
});

test("a daily interval keeps its hour on both sides of a clock change, wherever its anchor is", () => {
  for (const anchor_date of ["2026-01-10T14:00:00Z", "2026-07-10T13:00:00Z"]) {
    const schedule = { interval: 86_400, anchor_date, timezone: "America/New_York" };
    const at = (start: string) => scheduledTimes(schedule, { start: microsFromIso(start), end: never, atMost: 1 })[0]!;
    expect(isoFromMicros(at("2026-03-20T00:00:00Z"))).toBe("2026-03-20T13:00:00.000000Z");
    expect(isoFromMicros(at("2026-12-20T00:00:00Z"))).toBe("2026-12-20T14:00:00.000000Z");
  }
});

test.each<Schedule>([
  { rrule: "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", timezone: "UTC" },
  { rrule: "FREQ=DAILY\nEXRULE:FREQ=DAILY", timezone: "UTC" },
  { rrule: "FREQ=DAILY;COUNT=3", timezone: "UTC" },
  { cron: "0 0 31 2 *", day_or: true },
  { cron: "0 0 1 1 * 0 2010", day_or: true },
])("what never comes again has no times: %j", (schedule) => {
  const range = { start: microsFromIso("2026-03-08T05:00:00Z"), end: never, atMost: 2 };
  expect(scheduleFault(schedule)).toBe(undefined);
  expect(scheduledTimes(schedule, range)).toEqual([]);
});

test.each<[Schedule, string]>([
  [{ cron: "every day", day_or: true }, "cron"],
  [{ cron: "61 * * * *", day_or: true }, "cron"],
  [{ cron: "H * * * *", day_or: true }, "cron"],
  [{ cron: "* * * * * * * *", day_or: true }, "cron"],
  [{ cron: "0 9 * * *", timezone: "Mars/Olympus", day_or: true }, "timezone"],
  [{ rrule: "FREQ=SOMETIMES", timezone: "UTC" }, "rrule"],
  [{ rrule: "", timezone: "UTC" }, "rrule"],
  [{ rrule: "x".repeat(6501), timezone: "UTC" }, "rrule"],
  [{ rrule: "DTSTART:tomorrow\nRRULE:FREQ=DAILY", timezone: "UTC" }, "rrule"],
  [{ interval: 1e-9 }, "interval"],
])("%j is refused", (schedule, field) => {
  expect(scheduleFault(schedule)).toMatchObject({ field });
});
