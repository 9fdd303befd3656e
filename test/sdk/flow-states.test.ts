import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import { allowFailure, Cancelled, Completed, Failed, flow, type State, task } from "../../src/index.ts";

let sluice: SluiceHarness;
beforeAll(async () => {
  sluice = await startSluice();
});
afterAll(() => sluice[Symbol.asyncDispose]());

const succeed = task(function succeed(value: number) {
  return value;
});
const fail = task(function fail(message: string): number {
  throw new RangeError(message);
});

async function stored(
  state: State,
  id: string,
): Promise<{ state_type: string; state_name: string; state: { message: string | null } }> {
  expect(state.isFinal() || state.isPending()).toBe(true);
  return await sluice.get(`/flow_runs/${id}`);
}

describe("C3: the final state of a flow (F-033)", () => {
  test("a body that returns nothing completes with undefined", async () => {
    const run = flow(async function quiet() {})();
    const state = await run.state();
    expect(state.type).toBe("COMPLETED");
    expect(await run).toBeUndefined();
    expect(await stored(state, run.id)).toMatchObject({ state_type: "COMPLETED", state_name: "Completed" });
  });

  test("an exception fails the run, is thrown to the caller, and its text is in the message", async () => {
    const broken = flow(async function broken() {
      throw new TypeError("no such thing");
    });
    const run = broken();
    await expect(run).rejects.toThrow(TypeError);
    const state = await run.state();
    expect(String(state)).toBe("Failed('Flow run encountered an exception: TypeError: no such thing')");
    expect(await stored(state, run.id)).toMatchObject({ state_type: "FAILED" });
  });

  test("a task that fails does not fail the flow by itself", async () => {
    const tolerant = flow(async function tolerant() {
      await fail("x").catch(() => {});
      return "done";
    });
    expect(await tolerant()).toBe("done");
  });

  test("a failure that nobody observed does not fail the flow", async () => {
    const careless = flow(async function careless() {
      void fail("nobody looks");
      fail.submit("nor here");
      return "done";
    });
    expect(await careless()).toBe("done");
  });

  test("a returned future decides: completed gives its value", async () => {
    const passing = flow(async function passing() {
      return succeed.submit(7);
    });
    expect(await passing()).toBe(7);
  });

  test("a returned future that failed fails the flow with the task's own error", async () => {
    const failing = flow(async function failing() {
      return fail.submit("seven");
    });
    const run = failing();
    await expect(run).rejects.toThrow("seven");
    expect(String(await run.state())).toBe("Failed('1/1 states failed.')");
  });

  test("a list of futures is summed up", async () => {
    const summed = flow(async function summed() {
      return [succeed.submit(1), fail.submit("a"), fail.submit("b")];
    });
    expect(String(await summed().state())).toBe("Failed('2/3 states failed.')");
    const good = flow(async function good() {
      return succeed.map([1, 2, 3]);
    });
    const run = good();
    expect(String(await run.state())).toBe("Completed('All states completed.')");
    const values = (await run).map((state) => state.value);
    expect(values).toEqual([1, 2, 3].map((value) => ({ kind: "value", value })));
  });

  test("C2: call promises in a returned list count too, and their rejections are dealt with", async () => {
    const summed = flow(async function summed() {
      return [succeed(1), fail("a")];
    });
    expect(String(await summed().state())).toBe("Failed('1/2 states failed.')");
  });

  test("a task that was not ready is not final", async () => {
    const chained = flow(async function chained() {
      const first = fail.submit("upstream");
      return [succeed.submit(first)];
    });
    expect(String(await chained().state())).toBe("Failed('1/1 states are not final.')");
  });

  test("allowFailure hands the error on", async () => {
    const kind = task(function kind(error: unknown) {
      return (error as Error).name;
    });
    const forgiving = flow(async function forgiving() {
      return await kind(allowFailure(fail.submit("forgiven")));
    });
    expect(await forgiving()).toBe("RangeError");
  });

  test("a state that was made by hand is used as it is", async () => {
    const skipping = flow(async function skipping() {
      return Completed({ name: "Skipped", message: "nothing to do", data: 3 });
    });
    const run = skipping();
    expect(await run).toBe(3);
    expect(await stored(await run.state(), run.id)).toMatchObject({
      state_type: "COMPLETED",
      state_name: "Skipped",
      state: { message: "nothing to do" },
    });
    expect(
      (
        await flow(async function failed() {
          return Failed({ message: "by hand" });
        })().state()
      ).type,
    ).toBe("FAILED");
    expect(
      (
        await flow(async function cancelled() {
          return Cancelled({ message: "by hand" });
        })().state()
      ).type,
    ).toBe("CANCELLED");
  });

  test("an object of states is plain data with the states in it", async () => {
    const data = flow(async function data() {
      return { one: succeed.submit(1) };
    });
    const value = await data();
    expect((value.one as unknown as State).isCompleted()).toBe(true);
  });

  test("a cancelled state among the returned ones cancels the flow", async () => {
    const waiting = task(function waiting() {
      return new Promise<number>(() => {});
    });
    const cancelling = flow(async function cancelling() {
      const call = waiting.submit();
      void call.cancel("enough");
      return [call, succeed.submit(1)];
    });
    expect(String(await cancelling().state())).toBe("Cancelled('1/2 states cancelled.')");
  });
});
