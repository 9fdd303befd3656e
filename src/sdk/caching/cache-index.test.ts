import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../errors.ts";
import { memoryStorage } from "../results/memory-storage.ts";
import { ResultStore } from "../results/result-store.ts";
import { clearCache, listCache } from "./cache-index.ts";
import type { CacheKey, CacheKeyInput } from "./cache-key.ts";
import { type CachePolicy, INPUTS, TASK_SOURCE } from "./cache-policy.ts";
import { explainCache } from "./explain-cache.ts";

const noon = Date.UTC(2026, 10, 25, 12) * 1000;
const policy = INPUTS.and(TASK_SOURCE);

function keyFor(
  inputs: Record<string, unknown>,
  changes: Partial<CacheKeyInput["task"]> = {},
  by: CachePolicy = policy,
): CacheKey {
  const task = { name: "load", key: "load-1", source: "(url) => 1", ...changes };
  return by.keyOf({ task, inputs, flowParameters: null, flowRunId: "f1", taskRunId: "t1" }) as CacheKey;
}

/** A storage with three cache entries, one of them expired, and a result that is none. */
async function filledStorage() {
  const storage = memoryStorage();
  const store = new ResultStore({ storage });
  const entries = [
    {
      task: "load",
      run: "t1",
      key: keyFor({ url: "a", page: 1 }),
      expiration: null,
      created: "2026-11-25T10:00:00.000000Z",
    },
    {
      task: "load",
      run: "t2",
      key: keyFor({ url: "b", page: 1 }),
      expiration: noon - 1,
      created: "2026-11-25T11:00:00.000000Z",
    },
    {
      task: "save",
      run: "t3",
      key: keyFor({ url: "a" }, { name: "save", source: "() => 2" }),
      expiration: null,
      created: "2026-11-25T09:00:00.000000Z",
    },
  ];
  for (const { task, run, key, expiration, created } of entries) {
    if ("none" in key) throw new Error(key.none);
    const origin = { task, task_run_id: run, flow_run_id: "f1", created, parts: key.parts };
    await store.put(store.encode({ of: run }, { key: key.key, expiration, origin }));
  }
  await store.put(store.encode("a plain result", { key: "plain" }));
  await storage.write("something-else", Buffer.from("{"));
  return storage;
}

test("the cache is listed newest first, without results that are no cache entries", async () => {
  const entries = await listCache(await filledStorage(), noon);
  expect(entries.map(({ origin, isExpired }) => [origin.task_run_id, isExpired])).toEqual([
    ["t2", true],
    ["t1", false],
    ["t3", false],
  ]);
  expect(entries[0]).toMatchObject({ serializer: "rich", expiration: noon - 1 });
  expect(entries[0]?.bytes).toBeGreaterThan(50);
});

test.each([
  [{ task: "load" }, ["t2", "t1"]],
  [{ expired: true }, ["t2"]],
  [{ task: "load", expired: false }, ["t1"]],
  [{ flowRunId: "f2" }, []],
])("the cache is filtered by %j", async (filter, runs) => {
  const entries = await listCache(await filledStorage(), noon, filter);
  expect(entries.map(({ origin }) => origin.task_run_id)).toEqual(runs);
});

test("clearing deletes what fits, and leaves other results alone", async () => {
  const storage = await filledStorage();
  expect(await clearCache(storage, noon, { task: "load" })).toBe(2);
  expect((await listCache(storage, noon)).map(({ origin }) => origin.task)).toEqual(["save"]);
  expect([await storage.exists("plain"), await storage.exists("something-else")]).toEqual([true, true]);
});

test("a key storage apart from the results is listed and cleared in the same way (C-004)", async () => {
  const [storage, keyStorage] = [memoryStorage(), memoryStorage()];
  const store = new ResultStore({ storage, keyStorage, cacheInMemory: false });
  const origin = { task: "load", task_run_id: "t1", flow_run_id: null, created: "2026-11-25T10:00:00Z", parts: [] };
  await store.put(store.encode(1, { key: "k", origin }));
  expect((await listCache(keyStorage, noon)).map(({ key }) => key)).toEqual(["k"]);
  expect(await clearCache(keyStorage, noon)).toBe(1);
  expect(await store.get("k")).toBeUndefined();
});

test("a storage that cannot be listed can be asked for a key only", async () => {
  const { list: _list, ...storage } = await filledStorage();
  await expect(listCache(storage, noon)).rejects.toThrow(ConfigurationError);
  expect(await listCache(storage, noon, { key: "nobody" })).toEqual([]);
});

describe("explaining a call", () => {
  const explain = async (task: string, key: CacheKey) => {
    const { outcome, reason } = await explainCache(await filledStorage(), { task, key, now: noon });
    return `${outcome}: ${reason}`;
  };

  test("that is a hit names the run that made the result", async () => {
    expect(await explain("load", keyFor({ url: "a", page: 1 }))).toBe(
      "hit: The result was made by task run t1 of load at 2026-11-25T10:00:00.000000Z and does not expire.",
    );
  });

  test("that came too late says when the result expired", async () => {
    expect(await explain("load", keyFor({ url: "b", page: 1 }))).toBe(
      "miss: The result of task run t2 of load expired at 2026-11-25T11:59:59.999999Z.",
    );
  });

  test("with another argument names the argument", async () => {
    expect(await explain("load", keyFor({ url: "a", page: 2 }))).toBe(
      "miss: The entry of task run t1 of load came closest; different there: INPUTS.page.",
    );
  });

  test("of changed source says so", async () => {
    expect(await explain("load", keyFor({ url: "a", page: 1 }, { source: "edited" }))).toBe(
      "miss: The entry of task run t1 of load came closest; different there: TASK_SOURCE.",
    );
  });

  test("of a task without entries says so, and of one without a key why", async () => {
    expect(await explain("other", keyFor({ url: "a" }))).toBe("miss: Task other has no entry in memory.");
    expect(await explain("load", keyFor({ f: () => 1 }))).toBe(
      "not cached: There is no cache key: the argument f is a function.",
    );
  });
});
