import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type BodyOutcome, runBody } from "./attempt-body.ts";
import { Stopper } from "./stopper.ts";

// The engine holds on to Node's own timers, so that a user's fake ones do not stop it; here they are to be fake.
vi.mock("node:timers", () => ({
  setTimeout: (fn: () => void, milliseconds: number) => globalThis.setTimeout(fn, milliseconds),
  clearTimeout: (timer: NodeJS.Timeout) => globalThis.clearTimeout(timer),
}));

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const never = (): Promise<never> => new Promise(() => {});

/** Starts a body with a timeout of five seconds; `seen` holds what came of it once that is known. */
function start(body: (begin: () => void) => unknown, beginsLater: boolean) {
  const seen: BodyOutcome[] = [];
  const stopper = new Stopper();
  let end = (_reason: string): void => {};
  const onEnd = (given: typeof end): void => void (end = given);
  void runBody(body, { timeoutSeconds: 5, stopper, onEnd, beginsLater }).then((outcome) => seen.push(outcome));
  return { seen, stopper, end: (reason: string) => end(reason) };
}

test("a body that takes too long has its signal, and is timed out", async () => {
  const { seen, stopper } = start(never, false);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual([{ kind: "timedOut" }]);
  expect(stopper.reason).toMatchObject({ name: "TimeoutError" });
});

test("the time that a worker takes to start does not count", async () => {
  const begun = Promise.withResolvers<void>();
  const { seen } = start((begin) => begun.promise.then(begin).then(never), true);
  await vi.advanceTimersByTimeAsync(30_000);
  begun.resolve();
  await vi.advanceTimersByTimeAsync(4_999);
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual([{ kind: "timedOut" }]);
});

test("a body that never begins counts as begun after a minute", async () => {
  const { seen } = start(never, true);
  await vi.advanceTimersByTimeAsync(64_999);
  expect(seen).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(seen).toEqual([{ kind: "timedOut" }]);
});

test("a body that has ended leaves no timer behind, whatever it says afterwards", async () => {
  let say = (): void => {};
  const { seen } = start((begin) => void (say = begin), true);
  await vi.advanceTimersByTimeAsync(0);
  say();
  expect(seen).toEqual([{ kind: "returned", value: undefined }]);
  expect(vi.getTimerCount()).toBe(0);
});

test("a body that is ended from outside gives the reason, and its later error goes nowhere", async () => {
  const failing = Promise.withResolvers<never>();
  const { seen, end } = start(() => failing.promise, false);
  end("not needed");
  failing.reject(new Error("too late"));
  await vi.advanceTimersByTimeAsync(0);
  expect(seen).toEqual([{ kind: "ended", reason: "not needed" }]);
});

test("C5: a body that blocked the event loop past its timeout timed out, whatever it returns at last", async () => {
  const outcome = await runBody(
    () => {
      for (const until = performance.now() + 30; performance.now() < until;);
      return "late";
    },
    { timeoutSeconds: 0.01, stopper: new Stopper(), onEnd: () => {} },
  );
  expect(outcome).toEqual({ kind: "timedOut" });
});
