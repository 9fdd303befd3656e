import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as v from "valibot";
import { type } from "arktype";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import { flow, FlowRunTimeoutError, runtime, type State, tags, task } from "../../src/index.ts";

let sluice: SluiceHarness;
beforeAll(async () => {
  sluice = await startSluice();
});
afterAll(() => sluice[Symbol.asyncDispose]());

type StoredRun = Record<string, unknown> & { id: string; name: string; parameters: Record<string, unknown> };

const stored = (id: string): Promise<StoredRun> => sluice.get<StoredRun>(`/flow_runs/${id}`);

async function history(flowRunId: string): Promise<string[]> {
  const states = await sluice.get<{ name: string }[]>(`/flow_run_states/?flow_run_id=${flowRunId}`);
  return states.map(({ name }) => name);
}

describe("parameters", () => {
  test("are recorded by name, with literal defaults", async () => {
    const positional = flow(async function positional(urls: string[], top = 10, { deep }: { deep?: boolean } = {}) {
      return [urls.length, top, deep];
    });
    const run = positional(["a"]);
    expect(await run).toEqual([1, 10, undefined]);
    expect((await stored(run.id)).parameters).toEqual({ urls: ["a"], top: 10, arg2: {} });
  });

  test("an object pattern takes them by name", async () => {
    const named = flow(async function named({ urls, top = 3 }: { urls: string[]; top?: number }) {
      return urls.length + top;
    });
    const run = named({ urls: ["a", "b"] });
    expect(await run).toBe(5);
    expect((await stored(run.id)).parameters).toEqual({ urls: ["a", "b"] });
  });

  test("zod checks and converts them, with defaults", async () => {
    const checked = flow(
      { name: "checked", parameters: z.object({ count: z.coerce.number().int(), top: z.number().default(7) }) },
      async ({ count, top }) => count + top,
    );
    const run = checked({ count: "5" });
    expect(await run).toBe(12);
    expect((await stored(run.id)).parameters).toEqual({ count: 5, top: 7 });
  });

  test("valibot and arktype check them too", async () => {
    const withValibot = flow({ name: "valibot", parameters: v.object({ n: v.number() }) }, async ({ n }) => n);
    const withArk = flow({ name: "ark", parameters: type({ n: "number > 0" }) }, async ({ n }) => n);
    expect([await withValibot({ n: 1 }), await withArk({ n: 2 })]).toEqual([1, 2]);
    await expect(withValibot({ n: "x" } as never)).rejects.toThrow(/n: /);
    await expect(withArk({ n: -1 })).rejects.toThrow(/n: /);
  });

  test("schemas by name check positional ones", async () => {
    const checked = flow(
      { name: "by-name", parameters: { urls: z.array(z.url()), top: z.number().default(2) } },
      async (urls: string[], top?: number) => [urls.length, top],
    );
    expect(await checked(["https://example.com"])).toEqual([1, 2]);
    await expect(checked(["nope"])).rejects.toThrow(/urls\[0\]: Invalid URL/);
  });

  test("that do not fit fail the run, and its body never runs", async () => {
    let ran = false;
    const strict = flow({ name: "strict", parameters: z.object({ n: z.number() }) }, async () => void (ran = true));
    const run = strict({ n: "x" } as never);
    await expect(run).rejects.toThrow(/Flow "strict" was called with parameters that do not fit:\n {2}n: /);
    expect(ran).toBe(false);
    expect(await history(run.id)).toEqual(["Pending", "Failed"]);
    expect(((await stored(run.id))["state"] as { message: string }).message).toMatch(
      /^Validation of flow parameters failed with error:/,
    );
  });

  test("that JSON cannot say are shown by their type, and numbers keep their digits", async () => {
    const odd = flow(async function odd(..._all: unknown[]) {});
    const run = odd(() => 1, new Map([["k", 1n]]), 2n ** 60n, new Date(0), undefined);
    await run;
    const response = await sluice.api.fetch(new Request(`${sluice.api.url}/flow_runs/${run.id}`));
    expect(await response.text()).toContain(
      '"parameters":{"_all":["<Function>",{"k":1},1152921504606846976,"1970-01-01T00:00:00.000Z",null]}',
    );
  });

  test("R1: that cannot be kept are named at the start: the run could not be taken up", async () => {
    const run = flow(async function needsHandle(day: string, db: { close(): void }) {
      return [day, typeof db.close];
    })("monday", { close() {} });
    await run;
    const lines = await sluice.post<{ message: string }[]>("/logs/filter", {
      logs: { flow_run_id: { any_: [run.id] } },
    });
    expect(lines.map(({ message }) => message)).toContain(
      "This run is not resumable: db.close is a function, which cannot be stored.",
    );
  });

  test("of more than 512 KiB are refused with the name of the largest", async () => {
    const big = flow(async function big(small: string, large: string) {
      return small + large;
    });
    await expect(big("s", "x".repeat(600_000))).rejects.toThrow(/The largest is "large"/);
  });

  test("too many are refused", async () => {
    const one = flow(async function one(_n: number) {});
    await expect((one as unknown as (...args: number[]) => Promise<void>)(1, 2)).rejects.toThrow(/takes 1 parameter/);
  });
});

describe("retries of a flow", () => {
  test("run the body again, and what had completed is not run again", async () => {
    let bodies = 0;
    const runs: string[] = [];
    const step = task(async function step(name: string) {
      runs.push(name);
      return name;
    });
    const flaky = flow({ name: "flaky-flow", retries: 2 }, async () => {
      bodies += 1;
      await step("a");
      if (bodies < 3) throw new Error(`body ${bodies}`);
      return await step("b");
    });
    const run = flaky();
    expect(await run).toBe("b");
    expect(bodies).toBe(3);
    expect(runs).toEqual(["a", "b"]);
    expect(await history(run.id)).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Running",
      "AwaitingRetry",
      "Running",
      "Completed",
    ]);
    expect(await stored(run.id)).toMatchObject({ run_count: 3, state_name: "Completed" });
  });

  test("M1: reuse a child that returned futures: their states were kept as its result", async () => {
    let bodies = 0;
    const step = task(async function step(n: number) {
      return n;
    });
    const child = flow({ name: "child-of-futures" }, async () => {
      bodies += 1;
      return [step.submit(1), step.submit(2)];
    });
    let tries = 0;
    const parent = flow({ name: "parent-of-futures", retries: 1 }, async () => {
      const states = (await child()) as unknown as State[];
      tries += 1;
      if (tries === 1) throw new Error("once");
      return await Promise.all(states.map((state) => state.result()));
    });
    expect(await parent()).toEqual([1, 2]);
    expect(bodies).toBe(1);
  });

  test("M0: run a task again that had failed, with a fresh budget", async () => {
    let runs = 0;
    const flaky = task({ name: "flaky", retries: 1 }, async () => {
      runs += 1;
      if (runs < 4) throw new Error(`run ${runs}`);
      return runs;
    });
    const outer = flow({ name: "outer", retries: 1 }, async () => await flaky());
    expect(await outer()).toBe(4);
  });

  test("retryReuse none runs everything again", async () => {
    let runs = 0;
    const count = task(async function count() {
      runs += 1;
    });
    let bodies = 0;
    const all = flow({ name: "all-again", retries: 1, retryReuse: "none" }, async () => {
      await count();
      bodies += 1;
      if (bodies === 1) throw new Error("once");
    });
    await all();
    expect(runs).toBe(2);
  });

  test("wait for their delay", async () => {
    let bodies = 0;
    const delayed = flow({ name: "delayed", retries: 1, retryDelaySeconds: 0.05 }, async () => {
      bodies += 1;
      if (bodies === 1) throw new Error("once");
      return performance.now();
    });
    const started = performance.now();
    expect((await delayed()) - started).toBeGreaterThanOrEqual(45);
  });
});

describe("a flow's timeout", () => {
  test("C5: fails it as TimedOut and leaves no task running", async () => {
    const endless = task({ name: "endless" }, () => new Promise<void>(() => {}));
    let id = "";
    const slow = flow({ name: "slow", timeoutSeconds: 0.05, graceSeconds: 0.01 }, async () => {
      const call = endless();
      id = call.id;
      await call;
    });
    const run = slow();
    await expect(run).rejects.toThrow(FlowRunTimeoutError);
    expect(String(await run.state())).toBe("TimedOut('Flow run exceeded timeout of 0.05 second(s)', type=FAILED)");
    expect(await sluice.get(`/task_runs/${id}`)).toMatchObject({ state_type: "CANCELLED" });
  });

  test("C5: a body that goes on after it can call nothing any more", async () => {
    const step = task(function step() {
      return 1;
    });
    let late: unknown;
    let finished: () => void = () => {};
    const done = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const stubborn = flow({ name: "stubborn", timeoutSeconds: 0.02, graceSeconds: 0 }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      try {
        await step();
      } catch (error) {
        late = error;
      }
      finished();
    });
    await stubborn().state();
    await done;
    expect((late as { code: string }).code).toBe("abort");
  });
});

describe("cancelling a flow run", () => {
  test("L6: cancels what is in it, and runs its hooks", async () => {
    const seen: string[] = [];
    const endless = task({ name: "endless" }, () => new Promise<void>(() => {}));
    const child = flow({ name: "child-to-cancel", graceSeconds: 0.01 }, async () => await endless());
    const parent = flow(
      {
        name: "parent-to-cancel",
        graceSeconds: 0.05,
        onCancellation: [(_flow, run, state) => void seen.push(`${run.flowName} ${state.type}`)],
      },
      async () => await child(),
    );
    const run = parent();
    await new Promise((resolve) => setTimeout(resolve, 30));
    const state = await run.cancel("enough");
    expect(String(state)).toBe("Cancelled('enough')");
    expect(seen).toEqual(["parent-to-cancel CANCELLING"]);
    await expect(run).rejects.toThrow("enough");
    const children = await sluice.post<StoredRun[]>("/flow_runs/filter", {
      flows: { name: { any_: ["child-to-cancel"] } },
    });
    expect(children.map((one) => one["state_type"])).toEqual(["CANCELLED"]);
  });
});

describe("subflows", () => {
  test("are tracked by a task run of the parent, and mirror their states on it", async () => {
    const child = flow(async function theChild(n: number) {
      return n * 2;
    });
    const parent = flow(async function theParent() {
      const run = child(4);
      return { value: await run, id: run.id };
    });
    const { value, id } = await parent();
    expect(value).toBe(8);
    const childRun = await stored(id);
    const tracking = await sluice.get<Record<string, unknown>>(`/task_runs/${String(childRun["parent_task_run_id"])}`);
    expect(tracking).toMatchObject({
      name: expect.stringMatching(/^the-child/),
      state_type: "COMPLETED",
      task_inputs: { n: [] },
    });
    expect((tracking["state"] as { state_details: Record<string, unknown> }).state_details).toMatchObject({
      child_flow_run_id: id,
    });
  });

  test("run concurrently, submitted, mapped and in Promise.all", async () => {
    let open = 0;
    let most = 0;
    const child = flow(async function concurrentChild(n: number) {
      most = Math.max(most, ++open);
      await new Promise((resolve) => setTimeout(resolve, 10));
      open -= 1;
      return n;
    });
    const parent = flow(async function concurrentParent() {
      const values = await Promise.all([child(1), child(2), child.submit(3).result()]);
      return [...values, ...(await child.map([4, 5]).results())];
    });
    expect(await parent()).toEqual([1, 2, 3, 4, 5]);
    expect(most).toBeGreaterThan(1);
  });

  test("fail like function calls, and take futures as parameters", async () => {
    const give = task(function give() {
      return 20;
    });
    const child = flow(async function takingChild(n: number) {
      if (n !== 20) throw new Error(`not a value: ${String(n)}`);
      throw new RangeError("child fails");
    });
    const parent = flow(async function takingParent() {
      await child(give.submit());
    });
    await expect(parent()).rejects.toThrow(RangeError);
  });

  test("inherit tags", async () => {
    const child = flow(async function taggedChild() {
      return runtime.flowRun.tags;
    });
    const parent = flow(async function taggedParent() {
      return await tags("inner", () => child());
    });
    expect(await tags(["outer", "inner"], () => parent())).toEqual(["inner", "outer"]);
  });
});

describe("the run's name", () => {
  test("comes from a template or a function, and is stored", async () => {
    const named = flow({ name: "named", flowRunName: "import {table}" }, async ({ table }: { table: string }) => table);
    const run = named({ table: "users" });
    await run;
    expect((await stored(run.id)).name).toBe("import users");
    const made = flow({ name: "made", flowRunName: () => `run ${1 + 1}` }, async () => {});
    const other = made();
    await other;
    expect((await stored(other.id)).name).toBe("run 2");
  });
});

describe("definitions that are refused", () => {
  test.each([
    ["a name with banned characters", () => flow({ name: "a/b" }, () => {}), /must not hold any of/],
    ["a name that is no string", () => flow({ name: 3 as never }, () => {}), /name of a flow must be a string/],
    [
      "an option of the wrong kind",
      () => flow({ name: "x", retries: -1 }, () => {}),
      /option retries of a flow must be a whole number/,
    ],
    [
      "an option that does not exist",
      () => flow({ name: "x", retrys: 1 } as never, () => {}),
      /has no option "retrys"/,
    ],
    [
      "hooks that are no list",
      () => task({ name: "x", onFailure: (() => {}) as never }, () => {}),
      /onFailure of a task must be a list of functions/,
    ],
    ["a reserved parameter", () => task({ name: "x" }, (waitFor: unknown) => waitFor), /parameter called waitFor/],
    ["no function", () => flow({ name: "x" } as never, 5 as never), /takes a function/],
  ])("%s", (_what, define, message) => {
    expect(define).toThrow(message);
  });

  test("an anonymous function takes the name of its variable, or is told to have one", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      fileURLToPath(new URL("fixtures/anonymous.ts", import.meta.url)),
    ]);
    expect(stdout.split("\n").slice(0, 2)).toEqual([
      "from-variable crawlAll",
      'An anonymous function needs a name to become a flow: flow({ name: "my-flow" }, async () => { … }), or name the function.',
    ]);
  });
});
