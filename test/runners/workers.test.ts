// Bodies in real threads and processes. One flow run for each kind runs most of them: workers take time to start.

import { setTimeout as sleep } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  flow,
  type Future,
  ProcessPoolTaskRunner,
  type State,
  task,
  type Task,
  type TaskRunner,
  ThreadPoolTaskRunner,
  wait,
} from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import * as unguarded from "./fixtures/unguarded.ts";
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

type AnyTask = Task<never[], unknown>;

const richValue = {
  when: new Date(0),
  names: new Map([["a", new Set([1n])]]),
  bytes: new Uint8Array([1, 2]),
  none: undefined,
};

// Evaluated text belongs to no file.
const fileless = runInThisContext("(task) => task({ name: 'fileless' }, () => 1)") as (make: typeof task) => unknown;

/** What is submitted in one flow run, so that the workers are shared: by what the tests call it. */
const submissions = {
  where: [work.where],
  rich: [work.describe, richValue],
  context: [work.context, "x"],
  fails: [work.fails],
  talks: [work.talks],
  keepsLarge: [work.keepsLarge, 300_000],
  spins: [work.spins],
  sleeps: [work.sleeps],
  submitsSpin: [work.submitsSpin],
  exits: [work.exits],
  exitsOnce: [work.exitsOnce],
  unsendable: [work.describe, new AbortController().signal],
  returnsFunction: [work.returnsFunction],
  inner: [work.definedInside()],
  twice: [work.namedAgain],
  unguarded: [unguarded.one],
  fileless: [fileless(task)],
} satisfies Record<string, [submitted: unknown, ...args: unknown[]]>;

type Name = keyof typeof submissions;

interface Ran {
  states: Record<Name, State>;
  taskRunIds: Record<Name, string>;
  flowRunId: string;
}

async function runAll(taskRunner: TaskRunner): Promise<Ran> {
  const futures = new Map<string, Future>();
  const all = flow({ name: "all", taskRunner, graceSeconds: 0.2 }, async (label: string) => {
    for (const [name, [submitted, ...args]] of Object.entries(submissions)) {
      futures.set(name, (submitted as AnyTask).submit(...(args as never[])));
    }
    await wait(futures.values());
    return label;
  });
  const call = all("hello");
  await call;
  const by = <T>(read: (future: Future) => T) =>
    Object.fromEntries([...futures].map(([name, future]) => [name, read(future)])) as Record<Name, T>;
  return { states: by((future) => future.state), taskRunIds: by((future) => future.taskRunId), flowRunId: call.id };
}

/** Resolves when the body of a task runs; it says so in a log line. */
async function began(future: Future): Promise<void> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(20)) {
    const lines = await sluice.post<unknown[]>("/logs/filter", { logs: { task_run_id: { any_: [future.taskRunId] } } });
    if (lines.length > 0) return;
  }
  throw new Error(`${future.name} did not begin.`);
}

const filterBy = (flowRunId: string) => ({ flow_runs: { id: { any_: [flowRunId] } } });

interface TaskRunRow {
  id: string;
  state_type: string;
  task_inputs: Record<string, { id?: string }[]>;
}

async function taskRunsOf(flowRunId: string): Promise<TaskRunRow[]> {
  return await sluice.post("/task_runs/filter", filterBy(flowRunId));
}

const isEnded = new Set(["COMPLETED", "FAILED", "CANCELLED", "CRASHED"]);

async function childrenOf(flowRunId: string): Promise<{ state_type: string }[]> {
  return await sluice.post("/flow_runs/filter", { flow_runs: { parent_flow_run_id: { any_: [flowRunId] } } });
}

async function logsOf(flowRunId: string): Promise<{ message: string; level: number; task_run_id: string | null }[]> {
  return await sluice.post("/logs/filter", { logs: { flow_run_id: { any_: [flowRunId] } } });
}

describe.each(runners)("T2: a task in $name", ({ name, make }) => {
  let ran: Ran;

  beforeAll(async () => {
    process.env["SLUICE_TEST_UNGUARDED"] = "yes";
    ran = await runAll(make());
    delete process.env["SLUICE_TEST_UNGUARDED"];
  });

  const valueOf = (key: Name): Promise<unknown> => ran.states[key].result();
  const errorOf = async (key: Name) => (await ran.states[key].error()) as Error & Record<string, unknown>;

  test("runs outside of the event loop of the flow", async () => {
    const { thread, process: pid } = (await valueOf("where")) as { thread: number; process: number };
    expect(name === "threads" ? thread : pid).not.toBe(name === "threads" ? 0 : process.pid);
  });

  test("gets rich arguments, and gives a rich result", async () => {
    expect(await valueOf("rich")).toEqual(richValue);
  });

  test("T3: knows its run as it would in the event loop", async () => {
    expect(await valueOf("context")).toEqual({
      label: "x",
      flow: "all",
      flowRun: ran.flowRunId,
      parameters: { label: "hello" },
      task: "context",
      taskRun: ran.taskRunIds.context,
      tags: ["heavy"],
      given: { label: "x" },
    });
  });

  test("fails with the error that it threw", async () => {
    const error = await errorOf("fails");
    expect(ran.states.fails.type).toBe("FAILED");
    expect(error).toMatchObject({ message: "it is gone", code: "E_GONE", status: 410 });
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(error.stack).toContain("fixtures/work.ts");
  });

  test("calls tasks and flows, logs, prints and makes artifacts through its parent", async () => {
    expect(await valueOf("talks")).toBe(8 + 10);
    const own = ran.taskRunIds.talks;
    const runs = await taskRunsOf(ran.flowRunId);
    const nested = runs.filter((run) => run.task_inputs["__parents__"]?.[0]?.id === own);
    expect(nested.map((run) => run.state_type)).toEqual(["COMPLETED", "COMPLETED"]);
    const lines = (await logsOf(ran.flowRunId)).filter((line) => line.task_run_id === own);
    expect(lines).toContainEqual(expect.objectContaining({ message: "from the logger", level: 20 }));
    expect(lines).toContainEqual(expect.objectContaining({ message: "from the console", level: 30 }));
    const made = await sluice.post<unknown[]>("/artifacts/filter", { artifacts: { task_run_id: { any_: [own] } } });
    expect(made).toMatchObject([{ key: "report", flow_run_id: ran.flowRunId }]);
  });

  test("keeps large results of its calls in the storage of its parent", async () => {
    expect(await valueOf("keepsLarge")).toBe(300_000);
  });

  test("L6: that never lets go of its event loop ends at its timeout", () => {
    expect(ran.states.spins).toMatchObject({ type: "FAILED", name: "TimedOut" });
  });

  test("hears of its timeout by its signal", () => {
    expect(ran.states.sleeps).toMatchObject({ type: "FAILED", name: "TimedOut" });
  });

  test("hears of the timeout of what it submitted", async () => {
    expect(await valueOf("submitsSpin")).toBe("TimedOut");
  });

  test("whose worker ends crashes with the reason", async () => {
    expect(ran.states.exits.type).toBe("CRASHED");
    expect((await errorOf("exits")).message).toMatch(
      /^The worker (thread|process) that ran exits-\w+ ended with exit code 3 before the task did\.$/,
    );
  });

  test("C5: whose worker ends leaves no call of it open when the flow has ended", async () => {
    const taskRunner = make(1);
    const run = flow({ name: "goes-on", taskRunner }, async () => (await work.leavesCalls.submit().wait()).type)();
    expect(await run).toBe("CRASHED");
    const taskRuns = await taskRunsOf(run.id);
    const children = await childrenOf(run.id);
    expect(taskRuns.length + children.length).toBeGreaterThan(4);
    expect([...taskRuns, ...children].filter(({ state_type }) => !isEnded.has(state_type))).toEqual([]);
  });

  test("whose worker ended is tried again in another one", async () => {
    expect(await valueOf("exitsOnce")).toBe(2);
  });

  test("that cannot be sent says what to pass instead", async () => {
    expect((await errorOf("unsendable")).message).toMatch(
      /^describe cannot be sent to a worker: argument 1 \(value\) is an AbortSignal\. Pass what it is made from/,
    );
  });

  test("whose result cannot come back says which part of it", async () => {
    expect((await errorOf("returnsFunction")).message).toMatch(
      /^What returnsFunction returned cannot come back from its worker: result\.callback is/,
    );
  });

  test("T1: that is defined inside a function is refused with the remedy", async () => {
    const file = "test/runners/fixtures/work.ts";
    expect((await errorOf("inner")).message).toBe(
      `The task "inner" is not there when a worker imports ${file}: it is defined inside a function. Move it to the top level of ${file}.`,
    );
  });

  test("T1: that shares its name with another one of its file is refused", async () => {
    expect((await errorOf("twice")).message).toContain('defines several tasks named "twice"');
  });

  test("T1: of a main module without a guard is refused with the guard", async () => {
    expect((await errorOf("unguarded")).message).toContain(
      "Guard your main: if (import.meta.main) await unguarded(…).",
    );
  });

  test("T1: without a file is refused", async () => {
    expect((await errorOf("fileless")).message).toContain('The task "fileless" belongs to no file');
  });

  test("waits for what it submits without holding a place: five levels in a single worker", async () => {
    const diving = flow({ name: "diving", taskRunner: make(1) }, async () => await work.dives.submit(5).result());
    expect(await diving()).toBe(5);
  });

  test("whose worker ends gives back the places of what it had submitted", async () => {
    const leaving = flow({ name: "leaving", taskRunner: make(1), graceSeconds: 0.2 }, async () => {
      const first = await work.leavesWork.submit().result();
      return [first, await work.double.submit(2).result()];
    });
    expect(await leaving()).toEqual([42, 4]);
  });

  test("L6: that is cancelled is marked at once, and ends though it ignores its signal", async () => {
    let settled = 0;
    const cancelling = flow({ name: "cancelling", taskRunner: make(1), graceSeconds: 0.2 }, async () => {
      const future = work.ignores.submit();
      await began(future);
      const asked = Date.now();
      const state = await future.cancel("not needed");
      settled = Date.now() - asked;
      return state.type;
    });
    expect(await cancelling()).toBe("CANCELLED");
    expect(settled).toBeLessThan(1_000);
  });
});

test("worker processes are gone when their flow has ended", async () => {
  const asking = flow({ name: "asking", taskRunner: new ProcessPoolTaskRunner({ maxWorkers: 1 }) }, async () => {
    return await work.where.submit().result();
  });
  const { process: pid } = await asking();
  expect(pid).not.toBe(process.pid);
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});

test("mapped tasks share the workers of their flow", async () => {
  const threads = new ThreadPoolTaskRunner({ maxWorkers: 2 });
  const mapping = flow({ name: "mapping", taskRunner: threads }, async () => {
    const futures = work.describe.map(Array.from({ length: 40 }, (_, at) => at));
    return (await futures.results()).reduce<number>((sum, value) => sum + (value as number), 0);
  });
  expect(await mapping()).toBe(780);
});

test("many tasks that submit others need no more workers than a few for each level", async () => {
  const wide = flow({ name: "wide", taskRunner: new ThreadPoolTaskRunner({ maxWorkers: 1 }) }, async () => {
    return await work.spreads.map([3, 4, 5, 6, 7, 8, 9, 10]).results();
  });
  expect(await wide()).toEqual([6, 12, 20, 30, 42, 56, 72, 90]);
});

test("a flow that fails stops what its workers still do", async () => {
  const failing = flow(
    { name: "failing", taskRunner: new ProcessPoolTaskRunner({ maxWorkers: 1 }), graceSeconds: 0.2 },
    async () => {
      const future = work.ignores.submit();
      await began(future);
      throw new Error("enough");
    },
  );
  const call = failing();
  expect((await call.state()).type).toBe("FAILED");
  expect(await taskRunsOf(call.id)).toMatchObject([{ state_type: "CANCELLED" }]);
});

test("the number of workers must be a whole number", () => {
  expect(() => new ThreadPoolTaskRunner({ maxWorkers: 0 })).toThrow(
    "maxWorkers must be a whole number, 1 or more, not 0.",
  );
});
