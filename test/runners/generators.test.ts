// Generator tasks and flows, over a real server in this process.

import { afterAll, beforeAll, expect, expectTypeOf, test } from "vitest";
import { flow, runtime, task } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

let sluice: SluiceHarness;

beforeAll(async () => {
  sluice = await startSluice();
});

afterAll(async () => {
  await sluice[Symbol.asyncDispose]();
});

const count = task(function* count(to: number): Generator<number, string, string | undefined> {
  for (let at = 1; at <= to; at++) {
    const said = yield at;
    if (said === "enough") return "stopped";
  }
  return "done";
});

const pages = task(async function* pages(size: number) {
  for (let at = 0; at < size; at++) {
    await Promise.resolve();
    yield `page ${at}`;
  }
});

async function taskStates(flowRunId: string): Promise<string[]> {
  const runs = await sluice.post<{ state_name: string }[]>("/task_runs/filter", {
    flow_runs: { id: { any_: [flowRunId] } },
  });
  return runs.map((run) => run.state_name);
}

async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

test("a generator task yields to a loop in its flow, and is one task run", async () => {
  const reading = flow({ name: "reading" }, async () => [await collect(pages(3)), await collect(count(2))]);
  const call = reading();
  expect(await call).toEqual([
    ["page 0", "page 1", "page 2"],
    [1, 2],
  ]);
  expect(await taskStates(call.id)).toEqual(["Completed", "Completed"]);
});

test("its return value comes with the last step, and what the consumer sends goes in", async () => {
  const talking = flow({ name: "talking" }, async () => {
    const numbers = count(5);
    const steps = [await numbers.next(), await numbers.next("go on"), await numbers.next("enough")];
    return steps.map((step) => step.value);
  });
  expect(await talking()).toEqual([1, 2, "stopped"]);
});

test("a generator whose consumer leaves it completes, and cleans up first", async () => {
  const events: string[] = [];
  const careful = task(function* careful() {
    try {
      yield 1;
      yield 2;
    } finally {
      events.push("cleaned");
    }
  });
  const leaving = flow({ name: "leaving" }, async () => {
    for await (const _ of careful()) break;
    events.push("left");
  });
  const call = leaving();
  await call;
  expect(events).toEqual(["cleaned", "left"]);
  expect(await taskStates(call.id)).toEqual(["Completed"]);
});

test("an error that the consumer throws into it arrives at its yield", async () => {
  const listening = task(function* listening() {
    try {
      yield "waiting";
    } catch (error) {
      yield `heard ${(error as Error).message}`;
    }
  });
  const throwing = flow({ name: "throwing" }, async () => {
    const steps = listening();
    await steps.next();
    return (await steps.throw(new Error("a noise"))).value;
  });
  expect(await throwing()).toBe("heard a noise");
});

test("a generator that throws fails, and its consumer gets the error after the values", async () => {
  const breaking = task(async function* breaking() {
    yield 1;
    throw new RangeError("broken");
  });
  const got: number[] = [];
  const reading = flow({ name: "reads-broken" }, async () => {
    for await (const value of breaking()) got.push(value);
  });
  const call = reading();
  await expect(call).rejects.toThrow(new RangeError("broken"));
  expect(got).toEqual([1]);
  expect(await taskStates(call.id)).toEqual(["Failed"]);
});

test("a retry starts the generator again, and its consumer gets the values again", async () => {
  const flaky = task({ retries: 1 }, function* flaky() {
    yield runtime.taskRun.runCount * 10;
    if (runtime.taskRun.runCount === 1) throw new Error("once");
    yield 21;
  });
  const reading = flow({ name: "reads-flaky" }, async () => await collect(flaky()));
  expect(await reading()).toEqual([10, 20, 21]);
});

test("a generator that takes too long times out, is closed, and gives no value to its next try", async () => {
  const closed: number[] = [];
  const slow = task({ timeoutSeconds: 0.05, retries: 1 }, async function* slow() {
    const { runCount } = runtime.taskRun;
    try {
      yield runCount;
      if (runCount === 1) await new Promise((resolve) => runtime.signal.addEventListener("abort", resolve));
      yield runCount * 100;
    } finally {
      closed.push(runCount);
    }
  });
  const reading = flow({ name: "reads-slow" }, async () => await collect(slow()));
  expect(await reading()).toEqual([1, 2, 200]);
  expect(new Set(closed)).toEqual(new Set([1, 2]));
});

test("T3: each step runs as part of the generator's own run, and its consumer stays in its own", async () => {
  const inside = task(function* inside() {
    yield runtime.taskRun.taskName;
    yield runtime.taskRun.taskName;
  });
  const reading = flow({ name: "contexts" }, async () => {
    const seen: unknown[] = [];
    for await (const value of inside()) seen.push(value, runtime.taskRun.taskName, runtime.flowRun.flowName);
    return seen;
  });
  expect(await reading()).toEqual(["inside", null, "contexts", "inside", null, "contexts"]);
});

test("calls made in its steps belong to it", async () => {
  const add = task(function add(a: number, b: number) {
    return a + b;
  });
  const sums = task(async function* sums() {
    yield await add(1, 2);
    yield await add(3, 4);
  });
  const reading = flow({ name: "sums" }, async () => await collect(sums()));
  const call = reading();
  expect(await call).toEqual([3, 7]);
  expect(await taskStates(call.id)).toHaveLength(3);
});

test("a generator that is not at its end when the flow returns is closed and completes", async () => {
  let isClosed = false;
  const open = task(function* open() {
    try {
      for (;;) yield 1;
    } finally {
      isClosed = true;
    }
  });
  const forgetful = flow({ name: "forgetful" }, async () => void (await open().next()));
  const call = forgetful();
  await call;
  expect(isClosed).toBe(true);
  expect(await taskStates(call.id)).toEqual(["Completed"]);
});

test("a generator that nobody asks for a value makes no run", async () => {
  const idle = flow({ name: "idle" }, async () => void count(3));
  const call = idle();
  await call;
  expect(await taskStates(call.id)).toEqual([]);
});

test("a flow can be a generator: at the top, with tasks in it", async () => {
  const watch = flow(async function* watch(rounds: number) {
    for (let at = 0; at < rounds; at++) yield (await collect(count(1)))[0];
    return "seen";
  });
  const steps = watch(2);
  expect([await steps.next(), await steps.next(), await steps.next()]).toEqual([
    { done: false, value: 1 },
    { done: false, value: 1 },
    { done: true, value: "seen" },
  ]);
});

test("a generator flow inside a flow is a child run", async () => {
  const inner = flow(function* inner() {
    yield runtime.flowRun.parentFlowRunId;
  });
  const outer = flow({ name: "outer" }, async () => (await collect(inner()))[0]);
  const call = outer();
  expect(await call).toBe(call.id);
});

test("a generator is iterated over, not submitted", async () => {
  const submitting = flow({ name: "submitting" }, async () => void count.submit(1));
  await expect(submitting()).rejects.toThrow("count is a generator: iterate over count(…) instead of submitting it.");
});

test("the types of a generator's steps stay", () => {
  expectTypeOf(count).returns.toEqualTypeOf<AsyncGenerator<number, string, string | undefined>>();
  expectTypeOf(pages).returns.toEqualTypeOf<AsyncGenerator<string, void, unknown>>();
});
