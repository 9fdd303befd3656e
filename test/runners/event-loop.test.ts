// The runners whose bodies share the event loop of the flow.

import { afterAll, beforeAll, expect, test } from "vitest";
import { ConcurrentTaskRunner, flow, SequentialTaskRunner, task, type Task } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

let sluice: SluiceHarness;

beforeAll(async () => {
  sluice = await startSluice();
});

afterAll(async () => {
  await sluice[Symbol.asyncDispose]();
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

let running = 0;
let most = 0;
const order: string[] = [];

const step = task(async function step(name: string) {
  most = Math.max(most, ++running);
  order.push(`${name} begins`);
  await turn();
  order.push(`${name} ends`);
  running--;
  return name;
});

const dives: Task<[depth: number], Promise<number>> = task({ name: "dives" }, async (depth: number) =>
  depth === 0 ? 0 : 1 + (await dives.submit(depth - 1).result()),
);

/** Calls a task, in whose body it still is when that one waits. */
const calls = task(async function calls(name: string) {
  order.push(`${name} begins`);
  await step(`inside ${name}`);
  order.push(`${name} ends`);
});

function fresh(): void {
  running = most = 0;
  order.length = 0;
}

test("bodies run side by side, any number of them", async () => {
  fresh();
  const wide = flow({ name: "wide" }, async () => await step.map(["a", "b", "c", "d"]).results());
  expect(await wide()).toEqual(["a", "b", "c", "d"]);
  expect(most).toBe(4);
});

test("maxWorkers bounds how many run at once", async () => {
  fresh();
  const bounded = flow({ name: "bounded", taskRunner: new ConcurrentTaskRunner({ maxWorkers: 2 }) }, async () => {
    return await step.map(["a", "b", "c", "d", "e"]).results();
  });
  await bounded();
  expect(most).toBe(2);
});

test("one after the other, in the order of submission", async () => {
  fresh();
  const sequential = flow({ name: "sequential", taskRunner: new SequentialTaskRunner() }, async () => {
    await step.map(["a", "b"]).results();
  });
  await sequential();
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends"]);
});

test("a body that calls a task keeps its place: nothing else begins meanwhile", async () => {
  fresh();
  const sequential = flow({ name: "calling", taskRunner: new SequentialTaskRunner() }, async () => {
    await calls.map(["a", "b"]).results();
  });
  await sequential();
  expect(order).toEqual(
    ["a", "b"].flatMap((name) => [`${name} begins`, `inside ${name} begins`, `inside ${name} ends`, `${name} ends`]),
  );
});

test("a body that waits for what it submitted holds no place: five levels with a limit of one", async () => {
  const deep = flow(
    { name: "deep", taskRunner: new SequentialTaskRunner() },
    async () => await dives.submit(5).result(),
  );
  expect(await deep()).toBe(5);
});

test("a called task gives its caller's place back while it waits for what it submitted", async () => {
  const between = task(async function between(depth: number) {
    return await dives.submit(depth).result();
  });
  const outer = task(async function outer() {
    return await between(3);
  });
  const mixed = flow(
    { name: "mixed", taskRunner: new SequentialTaskRunner() },
    async () => await outer.submit().result(),
  );
  expect(await mixed()).toBe(3);
});
