import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { flow, ProcessPoolTaskRunner, type Task, type TaskRunner, ThreadPoolTaskRunner } from "../../src/index.ts";
import { startSluice, type SluiceHarness } from "../../src/testing/sluice-harness.ts";
import * as work from "./fixtures/work.ts";

let sluice: SluiceHarness;

beforeAll(async () => {
  sluice = await startSluice();
});

afterAll(async () => {
  await sluice[Symbol.asyncDispose]();
});

const runners: { name: string; make: (maxWorkers?: number) => TaskRunner }[] = [
  { name: "threads", make: (maxWorkers = 2) => new ThreadPoolTaskRunner({ maxWorkers }) },
  { name: "processes", make: (maxWorkers = 2) => new ProcessPoolTaskRunner({ maxWorkers }) },
];

describe.each(runners)("a task in $name", ({ name, make }) => {
  /** Runs one submitted task in a flow of its own. */
  const run = async (task: Task<never[], unknown>, args: unknown[] = [], options: { maxWorkers?: number } = {}) => {
    const alone = flow(
      { name: "alone", taskRunner: make(options.maxWorkers), graceSeconds: 0.2, validateParameters: false },
      async (given: unknown[]) => {
        const future = task.submit(...(given as never[]));
        return { state: await future.wait(), id: future.taskRunId };
      },
    );
    return (await alone(args)) as unknown as {
      state: Awaited<ReturnType<ReturnType<typeof task.submit>["wait"]>>;
      id: string;
    };
  };

  test("runs outside of the event loop of the flow", async () => {
    const { state } = await run(work.where);
    const { thread, process: pid } = (await state.result()) as { thread: number; process: number };
    expect(name === "threads" ? thread : pid).not.toBe(name === "threads" ? 0 : process.pid);
  });
});
