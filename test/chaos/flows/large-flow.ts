import { setTimeout as sleep } from "node:timers/promises";
import { flow, runtime, task, transaction } from "../../../src/index.ts";
import { effect, reported } from "../support/journal.ts";

const square = task(async function square(n: number) {
  effect();
  await sleep(n % 7);
  return n * n;
});

const flaky = task({ name: "flaky", retries: 3, retryDelaySeconds: [0.01, 0.03, 0.05] }, async (n: number) => {
  effect();
  if (runtime.taskRun.runCount <= n % 3) throw new Error(`run ${runtime.taskRun.runCount} of ${n}`);
  return -n;
});

const look = task(async function look(where: string) {
  effect();
  await sleep(3);
  return where.length;
});

const stage = task({ name: "stage", onRollback: [() => {}] }, async (n: number) => {
  effect();
  return n;
});

const branch = flow({ name: "branch" }, async (n: number) => {
  const squares = await square.map([n, n + 1, n + 2]).results();
  return squares.reduce((sum, value) => sum + value, 0);
});

/** Two branches that make equal calls at the same time. */
async function lookTwice(): Promise<number> {
  const first = await reported(look("here"));
  return first + (await reported(look("here")));
}

async function rolledBack(): Promise<string> {
  try {
    return await transaction(async () => {
      await stage(1); // not "reported": what was rolled back runs again
      throw new Error("no good");
    });
  } catch (error) {
    return (error as Error).message;
  }
}

export const large = flow({ name: "large" }, async (size: number) => {
  const numbers = Array.from({ length: size }, (_, n) => n);
  const squares = await square.map(numbers).results();
  const looks = await Promise.all([lookTwice(), lookTwice(), lookTwice()]);
  const negatives = await Promise.all(numbers.slice(0, 9).map((n) => reported(flaky(n))));
  const branches = await Promise.all([branch(1), branch(2), branch(3)]);
  const staged = await transaction(async () => [await reported(stage(10)), await reported(stage(11))]);
  const chained = square.submit(square.submit(square.submit(2)));
  return { squares, looks, negatives, branches, staged, undone: await rolledBack(), chained: await chained.result() };
});

if (import.meta.main) await large(Number(process.argv[2] ?? 40));
