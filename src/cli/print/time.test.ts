import { expect, test } from "vitest";
import { durationText, relativeTime } from "./time.ts";

const now = Date.parse("2026-11-25T08:00:00Z");

test.for([
  ["2026-11-25T08:00:00.4Z", "now"],
  ["2026-11-25T07:59:59Z", "1 second ago"],
  ["2026-11-25T07:58:01Z", "1 minute ago"],
  ["2026-11-25T05:00:00Z", "3 hours ago"],
  ["2026-11-20T08:00:00Z", "5 days ago"],
  ["2026-11-25T08:02:00Z", "in 2 minutes"],
] as const)("%s is %s", ([time, words]) => {
  expect(relativeTime(time, now)).toBe(words);
});

test.for([
  [0.0714, "0.071 s"],
  [59.5, "59.50 s"],
  [62, "1 m 02 s"],
  [3_725, "1 h 02 m 05 s"],
] as const)("%d seconds are %s", ([seconds, words]) => {
  expect(durationText(seconds)).toBe(words);
});
