import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import {
  exponentialBackoff,
  Failed,
  flow,
  runtime,
  task,
  TaskRunTimeoutError,
  UpstreamTaskError,
} from "../../src/index.ts";

let sluice: SluiceHarness;
beforeAll(async () => {
  sluice = await startSluice();
});
afterAll(() => sluice[Symbol.asyncDispose]());

interface StoredState {
  type: string;
  name: string;
  message: string | null;
}

async function history(taskRunId: string): Promise<string[]> {
  const states = await sluice.get<StoredState[]>(`/task_run_states/?task_run_id=${taskRunId}`);
  return states.map(({ name }) => name);
}

describe("a task run", () => {
  test("works outside a flow", async () => {
    const alone = task(function alone(n: number) {
      return n + 1;
    });
    const run = alone(1);
    expect(await run).toBe(2);
    expect(await sluice.get(`/task_runs/${run.id}`)).toMatchObject({
      flow_run_id: null,
      state_name: "Completed",
      name: expect.stringMatching(/^alone/),
    });
  });

  test("submit outside a flow says what to do instead", () => {
    const alone = task(function alone() {});
    expect(() => alone.submit()).toThrow(/needs a flow run around it.*delay/);
  });

  test("goes Pending, Running, Completed, and keeps its times and counts", async () => {
    const step = task({ name: "step", tags: ["b", "a"], version: "3" }, async () => "x");
    const future = await flow(async function f() {
      const run = step();
      await run;
      return { id: run.id };
    })();
    expect(await history(future.id)).toEqual(["Pending", "Running", "Completed"]);
    const stored = await sluice.get<Record<string, unknown>>(`/task_runs/${future.id}`);
    expect(stored).toMatchObject({ tags: ["a", "b"], task_version: "3", run_count: 1, flow_run_run_count: 1 });
    expect(stored["start_time"]).not.toBeNull();
    expect(stored["end_time"]).not.toBeNull();
  });
});

describe("retries", () => {
  const failing = (times: number) => {
    let left = times;
    return async () => {
      if (left-- > 0) throw new Error(`failure ${left}`);
      return "ok";
    };
  };

  test("without delay go Retrying at once", async () => {
    const flaky = task({ name: "flaky", retries: 2 }, failing(2));
    const { id, value } = await flow(async function f() {
      const run = flaky();
      return { id: run.id, value: await run };
    })();
    expect(value).toBe("ok");
    expect(await history(id)).toEqual(["Pending", "Running", "Retrying", "Retrying", "Completed"]);
    expect(await sluice.get(`/task_runs/${id}`)).toMatchObject({ run_count: 3 });
  });

  test("with a delay wait in AwaitingRetry", async () => {
    const flaky = task({ name: "flaky", retries: 1, retryDelaySeconds: 0.02 }, failing(1));
    const { id } = await flow(async function f() {
      const run = flaky();
      await run;
      return { id: run.id };
    })();
    expect(await history(id)).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
  });

  test("end with the last error when they are spent", async () => {
    const flaky = task({ name: "flaky", retries: 1 }, failing(5));
    const run = flow(async function f() {
      await flaky();
    })();
    await expect(run).rejects.toThrow("failure 3");
  });

  test("are not made where the condition says no", async () => {
    let runs = 0;
    const picky = task(
      {
        name: "picky",
        retries: 5,
        retryConditionFn: (_task, _run, state) => state.message?.includes("again") === true,
      },
      async () => {
        runs += 1;
        throw new Error(runs === 1 ? "again" : "stop");
      },
    );
    await expect(picky()).rejects.toThrow("stop");
    expect(runs).toBe(2);
  });

  test("also follow a returned failed state", async () => {
    let runs = 0;
    const returning = task(
      { name: "returning", retries: 1 },
      async () => ((runs += 1), Failed({ message: "by hand" })),
    );
    const state = await returning().state();
    expect(String(state)).toBe("Failed('by hand')");
    expect(runs).toBe(2);
  });

  test("record their delays, also those of a function", async () => {
    const backing = task({ name: "backing", retries: 3, retryDelaySeconds: exponentialBackoff(0.001) }, failing(1));
    const run = backing();
    await run;
    expect(await sluice.get(`/task_runs/${run.id}`)).toMatchObject({
      empirical_policy: { retries: 3, retry_delay: [0.001, 0.002, 0.004] },
    });
  });
});

describe("a timeout", () => {
  test("C5: aborts the signal, marks the run at once and drops the late result", async () => {
    let aborted = "";
    let late: () => void = () => {};
    const slow = task({ name: "slow", timeoutSeconds: 0.03 }, async () => {
      const { signal } = runtime;
      signal.addEventListener("abort", () => {
        aborted = (signal.reason as Error).name;
      });
      await new Promise<void>((resolve) => {
        late = resolve;
      });
      return "late";
    });
    const run = slow();
    await expect(run).rejects.toThrow(TaskRunTimeoutError);
    expect(aborted).toBe("TimeoutError");
    late();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await history(run.id)).toEqual(["Pending", "Running", "TimedOut"]);
    expect(String(await run.state())).toBe("TimedOut('Task run exceeded timeout of 0.03 second(s)', type=FAILED)");
  });

  test("C5: is tried again with a signal of its own", async () => {
    const signals: boolean[] = [];
    const slow = task({ name: "slow", timeoutSeconds: 0.02, retries: 1 }, async () => {
      signals.push(runtime.signal.aborted);
      if (signals.length === 1) await new Promise(() => {});
      return "second";
    });
    expect(await slow()).toBe("second");
    expect(signals).toEqual([false, false]);
  });
});

describe("cancelling a call", () => {
  test("ends it at once", async () => {
    const endless = task({ name: "endless" }, () => new Promise<void>(() => {}));
    const run = endless();
    const state = await run.cancel("not needed");
    expect(String(state)).toBe("Cancelled('not needed')");
    await expect(run).rejects.toThrow("not needed");
  });
});

describe("dependencies", () => {
  test("futures anywhere in the arguments are resolved and recorded", async () => {
    const give = task(function give(n: number) {
      return { n };
    });
    const sum = task(function sum(all: { list: { n: number }[]; map: Map<string, { n: number }> }, _extra: unknown) {
      return (
        all.list.reduce((total, { n }) => total + n, 0) + [...all.map.values()].reduce((total, { n }) => total + n, 0)
      );
    });
    const { value, id, upstream } = await flow(async function f() {
      const [a, b] = [give.submit(1), give.submit(2)];
      const c = await give(10);
      const run = sum({ list: [a, b] as never, map: new Map([["c", c]]) }, c);
      return { value: await run, id: run.id, upstream: [a.taskRunId, b.taskRunId] };
    })();
    expect(value).toBe(13);
    const { task_inputs: inputs } = await sluice.get<{ task_inputs: Record<string, { id: string }[]> }>(
      `/task_runs/${id}`,
    );
    expect(inputs["all"]?.slice(0, 2).map((input) => input.id)).toEqual(upstream);
    expect(inputs["all"]).toHaveLength(3);
    expect(inputs["_extra"]).toHaveLength(1);
  });

  test("an upstream that failed leaves the call NotReady", async () => {
    const fail = task(function fail(): number {
      throw new Error("up");
    });
    const next = task(function next(n: number) {
      return n;
    });
    const { id, error } = await flow(async function f() {
      const run = next(fail.submit());
      const error = await run.catch((caught: unknown) => caught);
      return { id: run.id, error: (error as Error).name, code: error instanceof UpstreamTaskError };
    })();
    expect(error).toBe("UpstreamTaskError");
    expect(await history(id)).toEqual(["Pending", "NotReady"]);
  });

  test("waitFor holds a call back and is recorded", async () => {
    const order: string[] = [];
    const step = task(async function step(name: string) {
      if (name === "first") await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(name);
    });
    const id = await flow(async function f() {
      const first = step.submit("first");
      const second = step.withOptions({ waitFor: [first] }).submit("second");
      await second.wait();
      return second.taskRunId;
    })();
    expect(order).toEqual(["first", "second"]);
    expect(
      (await sluice.get<{ task_inputs: Record<string, unknown[]> }>(`/task_runs/${id}`)).task_inputs["wait_for"],
    ).toHaveLength(1);
  });

  test("a nested call names its parent", async () => {
    const inner = task(function inner() {
      return 1;
    });
    const outer = task(async function outer() {
      const run = inner();
      await run;
      return { inner: run.id, outer: runtime.taskRun.id };
    });
    const ids = await flow(async function f() {
      return await outer();
    })();
    const stored = await sluice.get<{ task_inputs: Record<string, unknown[]> }>(`/task_runs/${ids.inner}`);
    expect(stored.task_inputs["__parents__"]).toEqual([{ input_type: "task_run", id: ids.outer }]);
  });
});

describe("hooks", () => {
  test("run at their moments, in order, and what they throw goes no further", async () => {
    const seen: string[] = [];
    const note = (what: string) => (_task: unknown, run: { runCount: number }) =>
      void seen.push(`${what} ${run.runCount}`);
    const flaky = task(
      {
        name: "flaky",
        retries: 1,
        onRunning: [note("running")],
        onCompletion: [
          () => {
            throw new Error("hook");
          },
          note("completed"),
        ],
        onFailure: [note("failed")],
      },
      async () => {
        if (seen.length < 2) throw new Error("once");
      },
    );
    flaky.onCompletion(note("added"));
    await flaky();
    expect(seen).toEqual(["running 1", "running 2", "completed 2", "added 2"]);
  });
});

describe("names", () => {
  test("come from a template or a function, after the inputs are known", async () => {
    const load = task(
      { name: "load", taskRunName: "load {table} of {source.id}" },
      async (table: string, source: { id: number }) => [table, source.id],
    );
    const byFunction = task(
      { name: "by", taskRunName: (parameters) => `by ${String(parameters["n"])}` },
      async (n: number) => n,
    );
    const runs = [load("users", { id: 7 }), byFunction(3)] as const;
    await Promise.all(runs);
    const names = await Promise.all(
      runs.map(async (run) => (await sluice.get<{ name: string }>(`/task_runs/${run.id}`)).name),
    );
    expect(names).toEqual(["load users of 7", "by 3"]);
  });

  test("a template that asks for what is not there fails the run with the reason", async () => {
    const wrong = task({ name: "wrong", taskRunName: "x {missing}" }, async (n: number) => n);
    await expect(wrong(1)).rejects.toThrow(/asks for "missing".*Known: n/);
  });
});
