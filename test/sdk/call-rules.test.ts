// The rules of calls (engine.md C1–C5), against a server whose commits the test lets through by hand.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { artifacts, flow, isSluiceError, runtime, task } from "../../src/index.ts";
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
