import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Call } from "../engine/calls/call.ts";
import { State } from "../state.ts";
import { drawnBelow } from "./console.ts";
import { followMap } from "./progress.ts";

let written = "";
const terminal = drawnBelow({ write: (text) => void (written += text), columns: () => 40 });

beforeEach(() => {
  written = "";
  vi.useFakeTimers();
});

afterEach(() => void vi.useRealTimers());

const callsOf = (count: number): Call[] =>
  Array.from({ length: count }, (_, at) => new Call("task", String(at), "fetch"));
const completed = (): State => new State({ type: "COMPLETED" });
const failed = (): State => new State({ type: "FAILED" });

const clearLine = "\r\u001b[2K";

/** What a terminal shows of it: its lines, the last one being the one below. */
function screen(): string[] {
  const lines = [""];
  for (const [at, line] of written.split("\n").entries()) lines[at] = line.split(clearLine).at(-1)!;
  return lines;
}

test("one line tells how many have ended, how many failed, and the time", async () => {
  const calls = callsOf(1_234);
  followMap({ name: "fetch", calls, terminal });
  expect(screen()).toEqual(["fetch 0/1,234 · 00:00"]);
  for (const [at, call] of calls.slice(0, 1_100).entries()) call.settle(at < 3 ? failed() : completed());
  await vi.advanceTimersByTimeAsync(12_000);
  expect(screen()).toEqual(["fetch 1,100/1,234 · 3 failed · 00:12"]);
  for (const call of calls.slice(1_100)) call.settle(completed());
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(screen()).toEqual(["fetch 1,234/1,234 · 3 failed · 00:12", ""]);
  expect(calls.every((call) => call.isCounted)).toBe(true);
});

test("log lines go above it", () => {
  const calls = callsOf(21);
  followMap({ name: "fetch", calls, terminal });
  terminal.write("a log line\n");
  expect(screen()).toEqual(["a log line", "fetch 0/21 · 00:00"]);
  for (const call of calls) call.settle(completed());
});

test("maps that run at once share it, cut to the width of the terminal", async () => {
  const [one, other] = [callsOf(21), callsOf(1_000_000 / 1_000)];
  followMap({ name: "first-map", calls: one, terminal });
  followMap({ name: "second-map", calls: other, terminal });
  expect(screen()).toEqual(["first-map 0/21 · 00:00   second-map 0/1…"]);
  for (const call of one) call.settle(completed());
  await vi.advanceTimersByTimeAsync(100);
  expect(screen()).toEqual(["first-map 21/21 · 00:00", "second-map 0/1,000 · 00:00"]);
  for (const call of other) call.settle(completed());
});

test("a short map, and one without a terminal, has none", () => {
  followMap({ name: "fetch", calls: callsOf(20), terminal });
  const calls = callsOf(100);
  followMap({ name: "fetch", calls });
  expect(written).toBe("");
  expect(calls.some((call) => call.isCounted)).toBe(false);
});
