import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Secret } from "../../lib/secret.ts";
import { ConfigurationError, HashError } from "../errors.ts";
import { memoryLocks } from "../locks/memory-locks.ts";
import { memoryStorage } from "../results/memory-storage.ts";
import type { CacheKeyInput } from "./cache-key.ts";
import {
  cachePolicyFromFn,
  type CachePolicy,
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  RUN_ID,
  TASK_SOURCE,
} from "./cache-policy.ts";
import { taskInputHash } from "./task-input-hash.ts";

const call: CacheKeyInput = {
  task: { name: "load", key: "load-1a2b3c4d", source: "(url) => fetch(url)" },
  inputs: { url: "a", page: 1 },
  flowParameters: { top: 10 },
  flowRunId: "flow-run-1",
  taskRunId: "task-run-1",
};

async function keyOf(policy: CachePolicy, changes: Partial<CacheKeyInput> = {}): Promise<string> {
  const found = await policy.keyOf({ ...call, ...changes });
  return "key" in found ? found.key : `none: ${found.none}`;
}

describe("a key is the same for calls that are the same, and another for others (C-001)", () => {
  const otherTask = { ...call.task, source: "(url) => fetch(url, { cache: true })" };
  test.each<[string, CachePolicy, Partial<CacheKeyInput>, Partial<CacheKeyInput>]>([
    ["INPUTS", INPUTS, { task: otherTask, flowRunId: "2", flowParameters: null }, { inputs: { url: "b", page: 1 } }],
    ["TASK_SOURCE", TASK_SOURCE, { inputs: {}, flowRunId: "2" }, { task: otherTask }],
    ["FLOW_PARAMETERS", FLOW_PARAMETERS, { inputs: {}, flowRunId: "2" }, { flowParameters: { top: 11 } }],
    ["RUN_ID", RUN_ID, { inputs: {}, taskRunId: "2" }, { flowRunId: "2" }],
    ["RUN_ID outside a flow", RUN_ID.and(NO_CACHE), { inputs: {} }, { flowRunId: null, taskRunId: "2" }],
    ["DEFAULT", DEFAULT, { taskRunId: "2", flowParameters: null }, { flowRunId: "2" }],
    [
      "a combination",
      INPUTS.and(FLOW_PARAMETERS),
      { flowRunId: "2", task: otherTask },
      { flowParameters: { top: 11 } },
    ],
  ])("%s", async (_name, policy, same, other) => {
    expect(await keyOf(policy, same)).toBe(await keyOf(policy));
    expect(await keyOf(policy, other)).not.toBe(await keyOf(policy));
  });

  test("whatever the order of the arguments", async () => {
    expect(await keyOf(INPUTS, { inputs: { page: 1, url: "a" } })).toBe(await keyOf(INPUTS));
  });

  test("no two different lists of arguments share a key", async () => {
    const inputs = fc.dictionary(fc.string({ minLength: 1, maxLength: 3 }), fc.jsonValue(), {
      minKeys: 1,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(inputs, inputs, async (left, right) => {
        const isSame = (await keyOf(INPUTS, { inputs: left })) === (await keyOf(INPUTS, { inputs: right }));
        let isEqual = true;
        try {
          expect(left).toStrictEqual(right);
        } catch {
          isEqual = false;
        }
        expect(isSame).toBe(isEqual);
      }),
    );
  });

  test("equal secrets are equal where the key for their hash is known, and no secret is in a key", async () => {
    const withToken = (token: string) => keyOf(INPUTS, { inputs: { token: new Secret(token) }, secretKey: "k" });
    expect(await withToken("hunter2")).toBe(await withToken("hunter2"));
    expect(await withToken("hunter2")).not.toBe(await withToken("hunter3"));
  });
});

describe("a key that cannot be computed means no caching, and says why (C-005)", () => {
  test.each<[string, CachePolicy, Partial<CacheKeyInput>, string]>([
    ["a weak argument", DEFAULT, { inputs: { db: { open: () => 1 } } }, "the argument db.open is a function"],
    [
      "a weak flow parameter",
      FLOW_PARAMETERS,
      { flowParameters: { log: process.stdout.on } },
      "the flow parameter log is a function",
    ],
    ["no arguments", INPUTS, { inputs: {} }, "there is no argument to make a key of"],
    ["no flow", FLOW_PARAMETERS, { flowParameters: null }, "there is no flow parameter to make a key of"],
    [
      "a native function",
      TASK_SOURCE,
      { task: { ...call.task, source: String(Math.max) } },
      "the source of task load cannot be read",
    ],
    ["NO_CACHE", NO_CACHE, {}, "the policy is NO_CACHE"],
  ])("%s", async (_what, policy, changes, reason) => {
    expect(await keyOf(policy, changes)).toContain(`none: ${reason}`);
  });

  test("although the other parts can be: a key without it would hit results of other inputs", async () => {
    expect(await keyOf(TASK_SOURCE.and(INPUTS), { inputs: { f: () => 1 } })).toMatch(/^none: /);
  });

  test("but a part that does not apply is left out", async () => {
    expect(await keyOf(TASK_SOURCE.and(INPUTS), { inputs: {} })).toBe(await keyOf(TASK_SOURCE, { inputs: {} }));
  });
});

describe("policies combine", () => {
  test("flat, each once, NO_CACHE changing nothing (C-002)", async () => {
    expect(
      INPUTS.and(TASK_SOURCE)
        .and(INPUTS.and(TASK_SOURCE))
        .sources.map(({ policy }) => policy),
    ).toEqual(["INPUTS", "TASK_SOURCE"]);
    expect(await keyOf(NO_CACHE.and(INPUTS))).toBe(await keyOf(INPUTS.and(NO_CACHE)));
    expect([NO_CACHE.isCaching, INPUTS.isCaching, DEFAULT.isWithinRun, INPUTS.isWithinRun]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  test("their INPUTS become one that leaves out what either does", async () => {
    const policy = INPUTS.minus("url").and(INPUTS.minus("page"));
    expect(policy.sources).toHaveLength(1);
    expect(await keyOf(policy, { inputs: { url: "b", page: 2, x: 1 } })).toBe(
      await keyOf(policy, { inputs: { x: 1 } }),
    );
  });

  test("minus leaves an argument out, and changes nothing without INPUTS (C-003)", async () => {
    expect(await keyOf(INPUTS.minus("page"), { inputs: { url: "a", page: 2 } })).toBe(
      await keyOf(INPUTS.minus("page")),
    );
    expect(await keyOf(INPUTS.minus("page"), { inputs: { url: "b", page: 1 } })).not.toBe(
      await keyOf(INPUTS.minus("page")),
    );
    expect(await keyOf(RUN_ID.minus("page"))).toBe(await keyOf(RUN_ID));
    expect(() => INPUTS.minus(3 as never)).toThrow(TypeError);
  });

  test("not when they are configured differently (C-002)", () => {
    const storage = memoryStorage();
    const left = INPUTS.configure({ keyStorage: storage });
    expect(left.and(RUN_ID).configuration.keyStorage).toBe(storage);
    expect(RUN_ID.and(left).configuration.keyStorage).toBe(storage);
    expect(() => left.and(RUN_ID.configure({ keyStorage: memoryStorage() }))).toThrow(ConfigurationError);
    expect(() => left.and(RUN_ID.configure({ keyStorage: "keys" }))).toThrow(/different values of keyStorage/);
  });

  test("configure returns a new policy, and SERIALIZABLE needs a lock manager (X-011)", () => {
    const lockManager = memoryLocks();
    expect(INPUTS.configure({ lockManager, isolationLevel: "SERIALIZABLE" }).configuration.isolationLevel).toBe(
      "SERIALIZABLE",
    );
    expect(INPUTS.configuration).toEqual({});
    expect(() => INPUTS.configure({ isolationLevel: "SERIALIZABLE" })).toThrow(ConfigurationError);
  });
});

describe("a key function of the user's (T-006)", () => {
  test("gets its context and the parameters, and gives the key as it is", async () => {
    const policy = cachePolicyFromFn(
      (context: { name: string }, parameters) => `${context.name}/${String(parameters["url"])}`,
    );
    expect(await keyOf(policy, { context: { name: "shop" } })).toBe("shop/a");
  });

  test("may be asynchronous", async () => {
    expect(await keyOf(cachePolicyFromFn(async () => "k"))).toBe("k");
    expect(await keyOf(cachePolicyFromFn(async () => "k").and(RUN_ID))).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    ["null", () => null, "none: byHand gave no key"],
    ["no string", () => 3 as never, "none: byHand gave a number instead of a string"],
    ["an empty key", () => "", "none: byHand gave an empty key"],
    [
      "an error",
      () => {
        throw new TypeError("no");
      },
      "none: byHand threw TypeError: no",
    ],
    ["a rejection", () => Promise.reject(new Error("later")), "none: byHand threw Error: later"],
  ])("that gives %s turns caching off for the call", async (_what, compute, reason) => {
    const byHand = Object.defineProperty(() => compute(), "name", { value: "byHand" });
    expect(await keyOf(cachePolicyFromFn(byHand))).toBe(reason);
  });
});

test("taskInputHash is equal for equal inputs of the same task, and throws where there is none", () => {
  expect(taskInputHash(call)).toBe(taskInputHash({ ...call, flowRunId: "2" }));
  expect(taskInputHash(call)).not.toBe(taskInputHash({ ...call, inputs: { url: "b" } }));
  expect(() => taskInputHash({ ...call, inputs: { f: () => 1 } })).toThrow(HashError);
});
