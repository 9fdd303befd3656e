// The rules of calls (engine.md C1–C5), against a server whose commits the test lets through by hand.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { artifacts, flow, getRunLogger, isSluiceError, runtime, task } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

/** Between the SDK and the server: batches wait while the gate is closed. */
class Gate {
  #opened: PromiseWithResolvers<void> | undefined;
  /** How many batches have come to it since it was closed. */
  waiting = 0;

  close(): void {
    this.#opened = Promise.withResolvers<void>();
    this.waiting = 0;
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  async pass(): Promise<void> {
    if (this.#opened === undefined) return;
    this.waiting++;
    await this.#opened.promise;
  }
}

const gate = new Gate();
let sluice: SluiceHarness;
beforeAll(async () => {
  sluice = await startSluice({
    wrapFetch: (fetch) => async (request) => {
      if (request.url.endsWith("/sluice/record")) await gate.pass();
      return await fetch(request);
    },
  });
});
beforeEach(() => gate.open());
afterAll(() => sluice[Symbol.asyncDispose]());

const one = task(function one() {
  return 1;
});

/** Whether a promise settles without the store, which is given the time of several commits. */
async function settlesBeforeCommit(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void promise.then(() => (isSettled = true));
  await expect.poll(() => gate.waiting > 0 || isSettled).toBe(true);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

interface TaskRunRow {
  id: string;
  name: string;
  state_type: string;
  state_name: string;
  state: { message: string | null };
}

const taskRunsOf = (flowRunId: string): Promise<TaskRunRow[]> =>
  sluice.post("/task_runs/filter", { flow_runs: { id: { any_: [flowRunId] } } });

async function logsOf(flowRunId: string): Promise<string[]> {
  const logs = { flow_run_id: { any_: [flowRunId] } };
  return (await sluice.post<{ message: string }[]>("/logs/filter", { logs })).map(({ message }) => message);
}

describe("C1: a call settles", () => {
  async function settling(options: { flow?: "relaxed"; task?: "relaxed" | "strict" }): Promise<boolean> {
    const step = options.task === undefined ? one : one.withOptions({ durability: options.task });
    const durability = options.flow === undefined ? {} : { durability: options.flow };
    const run = flow({ name: "settling", ...durability }, async () => {
      gate.close();
      const call = step();
      const isEarly = await settlesBeforeCommit(call);
      gate.open();
      await call;
      return isEarly;
    });
    return await run();
  }

  test("not before its state and its result are committed", async () => {
    expect(await settling({})).toBe(false);
  });

  test("before its commit where its own durability is relaxed", async () => {
    expect(await settling({ task: "relaxed" })).toBe(true);
  });

  test("as its flow says, unless it says otherwise itself", async () => {
    expect(await settling({ flow: "relaxed" })).toBe(true);
    expect(await settling({ flow: "relaxed", task: "strict" })).toBe(false);
  });

  test("together with the others that ended in the same window: one commit for all", async () => {
    await flow(async function window() {
      await one();
      gate.close();
      const calls = Array.from({ length: 20 }, () => one());
      await expect.poll(() => gate.waiting).toBe(1);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(gate.waiting).toBe(1);
      gate.open();
      await Promise.all(calls);
    })();
  });

  test("an artifact too, and a child flow", async () => {
    const child = flow(async function child() {});
    await flow(async function effects() {
      for (const effect of [() => artifacts.markdown({ key: "report", markdown: "#" }), () => child()]) {
        gate.close();
        const call: Promise<unknown> = effect();
        expect(await settlesBeforeCommit(call)).toBe(false);
        gate.open();
        await call;
      }
    })();
  });
});

test("C2: futures and states are plain to await: they have no then", async () => {
  await flow(async function holds() {
    const future = one.submit();
    expect("then" in future).toBe(false);
    const state = await one().state();
    expect("then" in state).toBe(false);
    expect(await (async () => future)()).toBe(future); // an async function hands it on as it is
    await future.wait();
  })();
});

test("C2: a failed call that is looked at by its state, or returned, is no unhandled rejection", async () => {
  const fail = task(function fail() {
    throw new Error("on purpose");
  });
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  process.on("unhandledRejection", note);
  const outside = fail();
  expect((await outside.state()).type).toBe("FAILED");
  const run = flow(async function returns() {
    return new Set([fail(), fail()]);
  })();
  expect(String(await run.state())).toBe("Failed('2/2 states failed.')");
  expect((await logsOf(run.id)).filter((line) => line.includes("nothing waited for it"))).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("C3: calls that are open when the body returns are awaited before the final state, and their failures are logged", async () => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const held = task(function held() {
    return promise;
  });
  const breaks = task({ name: "breaks" }, () => promise.then(() => Promise.reject(new Error("too late"))));
  void promise.catch(() => {});
  const run = flow(async function leaves() {
    held.submit();
    void breaks();
    return "done";
  })();
  expect(await Promise.race([run, new Promise((next) => setTimeout(next, 100, "waits"))])).toBe("waits");
  resolve();
  reject();
  expect(await run).toBe("done");
  const rows = await taskRunsOf(run.id);
  expect(rows.map(({ state_type }) => state_type).toSorted()).toEqual(["COMPLETED", "FAILED"]);
  expect((await logsOf(run.id)).join("\n")).toMatch(/breaks-\w+ ended in Failed.* nothing waited for it/);
});

test("C4: the flow's promise settles after its states, logs and artifacts are accepted", async () => {
  const says = (): void => getRunLogger().info("said by a hook, after the body");
  const run = flow({ name: "tells", onCompletion: [says] }, async () => {
    await one();
    gate.close();
    void artifacts.markdown({ key: "last-words", markdown: "#" });
    getRunLogger().info("the last line");
    return 1;
  })();
  expect(await settlesBeforeCommit(run)).toBe(false);
  gate.open();
  await run;
  const of = { flow_runs: { id: { any_: [run.id] } } };
  expect(await sluice.get(`/flow_runs/${run.id}`)).toMatchObject({ state_type: "COMPLETED" });
  expect(await sluice.post("/artifacts/filter", of)).toHaveLength(1);
  expect(await logsOf(run.id)).toEqual(expect.arrayContaining(["the last line", "said by a hook, after the body"]));
});

describe("C5: what a body leaves behind when it throws", () => {
  test("hears the signal, is Cancelled after the grace period, and its late result is dropped; the retry begins after that", async () => {
    const events: string[] = [];
    const late = Promise.withResolvers<string>();
    const ignores = task(function ignores() {
      runtime.signal.addEventListener("abort", () => events.push("signal"));
      return late.promise;
    });
    let tries = 0;
    const run = flow({ name: "leaves-behind", retries: 1, graceSeconds: 0.1 }, async () => {
      events.push(`try ${++tries}`);
      if (tries === 2) return "second";
      void ignores()
        .state()
        .then(({ type }) => events.push(type));
      await one();
      throw new Error("first try");
    })();
    expect(await run).toBe("second");
    late.resolve("late");
    expect(events).toEqual(["try 1", "signal", "CANCELLED", "try 2"]);
    const left = (await taskRunsOf(run.id)).find(({ name }) => name.startsWith("ignores"));
    expect(left).toMatchObject({ state_type: "CANCELLED", state: { message: expect.stringContaining("left behind") } });
  });

  test("calls nothing any more: a call of an earlier try throws Abort and leaves no record", async () => {
    const second = Promise.withResolvers<void>();
    const outcome = Promise.withResolvers<unknown>();
    let tries = 0;
    const run = flow({ name: "stale", retries: 1, graceSeconds: 0 }, async () => {
      if (++tries === 1) {
        void second.promise.then(() => {
          try {
            outcome.resolve(one());
          } catch (error) {
            outcome.resolve(error);
          }
        });
        throw new Error("first try");
      }
      second.resolve();
      return await outcome.promise;
    })();
    expect(isSluiceError(await run, "abort")).toBe(true);
    expect(await taskRunsOf(run.id)).toEqual([]);
  });
});
