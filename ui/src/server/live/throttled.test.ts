import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { throttled } from "./throttled.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first call acts at once, and all that come in the pause act once more", async () => {
  let acts = 0;
  const act = throttled(async () => void acts++, 100);
  act();
  expect(acts).toBe(1);
  act();
  act();
  await vi.advanceTimersByTimeAsync(99);
  expect(acts).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(acts).toBe(2);
  await vi.advanceTimersByTimeAsync(500);
  expect(acts).toBe(2);
});

test("it does not act again while it still acts, nor stop because it has failed", async () => {
  const settle: (() => void)[] = [];
  const act = throttled(() => new Promise((_, reject) => settle.push(() => reject(new Error("away")))), 100);
  act();
  act();
  await vi.advanceTimersByTimeAsync(1000);
  expect(settle).toHaveLength(1);
  settle[0]!();
  await vi.advanceTimersByTimeAsync(100);
  expect(settle).toHaveLength(2);
});
