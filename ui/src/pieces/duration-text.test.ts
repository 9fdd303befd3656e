import { expect, test } from "vitest";
import { durationText } from "./duration-text.ts";

test.each([
  [0, "0 s"],
  [0.000_31, "< 1 ms"],
  [0.0421, "42 ms"],
  [1.26, "1.3 s"],
  [59.4, "59 s"],
  [60, "1 m"],
  [61.4, "1 m 1 s"],
  [3600, "1 h"],
  [7530, "2 h 6 m"],
  [90_000, "1 d 1 h"],
])("%d seconds are written %s", (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});
