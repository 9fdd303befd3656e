import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkJitterFactor, exponentialBackoff, retryDelays, retryDelaySeconds } from "./retry-delay.ts";

describe("delays (T-010)", () => {
  test("of one number are the same for each retry", () => {
    expect([1, 2, 60].map((retry) => retryDelaySeconds(3, { retry }))).toEqual([3, 3, 3]);
  });

  test("of a list follow it, and its last one repeats", () => {
    expect([1, 2, 3, 4].map((retry) => retryDelaySeconds([1, 5, 30], { retry }))).toEqual([1, 5, 30, 30]);
    expect(retryDelaySeconds([], { retry: 1 })).toBe(0);
  });

  test("of a function are made from the number of retries", () => {
    expect(retryDelays((retries) => [retries, 2 * retries], 4)).toEqual([4, 8]);
    expect(retryDelays(exponentialBackoff(10), 4)).toEqual([10, 20, 40, 80]);
    expect(retryDelays(exponentialBackoff(1), 1000)).toHaveLength(50);
  });

  test("that no clock can wait for are refused where they are written", () => {
    expect(() => retryDelays(Array(51).fill(1), 1)).toThrow(/51 delays: 50 are the most/);
    expect(() => retryDelays([1, -1], 1)).toThrow(RangeError);
    expect(() => retryDelays(NaN, 1)).toThrow(RangeError);
    expect(() => retryDelays("3" as never, 1)).toThrow(TypeError);
    expect(() => exponentialBackoff(-1)).toThrow(RangeError);
  });
});

describe("jitter (T-011)", () => {
  test("keeps every delay within its bounds, and is applied", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1e6, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (mean, jitterFactor, uniform) => {
          const delay = retryDelaySeconds(mean, { retry: 1, jitterFactor, random: () => uniform });
          expect(delay).toBeGreaterThanOrEqual(0);
          expect(delay).toBeLessThanOrEqual(mean * (1 + jitterFactor) * 1.000001);
        },
      ),
    );
    const at = (uniform: number) => retryDelaySeconds(10, { retry: 1, jitterFactor: 0.5, random: () => uniform });
    expect(at(0)).toBe(5);
    expect(at(0.99)).toBe(15);
    expect(at(0.5)).toBeLessThan(at(0.6));
  });

  test("of 0 changes nothing, and a delay of 0 stays 0", () => {
    expect(retryDelaySeconds(10, { retry: 1, jitterFactor: 0, random: () => 0.9 })).toBe(10);
    expect(retryDelaySeconds(0, { retry: 1, jitterFactor: 0.5, random: () => 0.9 })).toBe(0);
  });

  test("below 0 is refused", () => {
    expect(() => checkJitterFactor(-0.1)).toThrow(RangeError);
    expect(() => checkJitterFactor(NaN)).toThrow(RangeError);
    expect(checkJitterFactor(0)).toBeUndefined();
  });
});
