import { expect, test } from "vitest";
import { microsFromWire, isIsoTime } from "./iso-time.ts";

test.each([
  ["2026-11-25T12:00:00Z", 0],
  ["2026-11-25T12:00:00.123456+00:00", 123_456],
  ["2026-11-25 13:00:00.5+01:00", 500_000],
  ["2026-11-25T13:00:00+01", 0],
  ["2026-11-25T06:30:00-0530", 0],
  ["2026-11-25T12:00", 0],
  ["2026-11-25T12:00:00", 0],
  ["2026-11-25T12:00:00.123456789Z", 123_456],
])("%s is noon and %i µs", (text, micros) => {
  expect(isIsoTime(text)).toBe(true);
  expect(microsFromWire(text)).toBe(1_795_608_000_000_000 + micros);
});

test("a date alone is its first instant in UTC", () => {
  expect(microsFromWire("1970-01-02")).toBe(86_400_000_000);
});

test("times that no safe integer can say become the nearest", () => {
  expect(microsFromWire("9999-12-31T23:59:59Z")).toBe(Number.MAX_SAFE_INTEGER);
  expect(microsFromWire("0001-01-01T00:00:00Z")).toBe(Number.MIN_SAFE_INTEGER);
});

test.each(["", "now", "2026-13-01", "2026-11-25T25:00:00Z", "2026-11-25T12:00:00+99:99x", "1795608000", "2026-11-25T"])(
  "%j is no time",
  (text) => expect(isIsoTime(text)).toBe(false),
);
