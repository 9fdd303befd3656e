import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { MissingResult, SerializationError } from "../errors.ts";
import { json } from "../serializers/json.ts";
import { formatKey } from "./key-template.ts";
import { localStorage } from "./local-storage.ts";
import { memoryStorage } from "./memory-storage.ts";
import { RecentRecords } from "./recent-records.ts";
import { ResultStore } from "./result-store.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "sluice-results-"))));
afterEach(() => rm(folder, { recursive: true }));

const noon = Date.UTC(2026, 10, 25, 12) * 1000;
const clockAt = (time: { now: number }) => ({ now: () => time.now });

describe("a result store", () => {
  test("gives back a value, to another process too", async () => {
    const write = new ResultStore({ storage: localStorage(folder) });
    await write.put(write.encode(new Map([["a", 1n]]), { key: "k" }));
    const read = new ResultStore({ storage: localStorage(folder) });
    expect(await read.value("k")).toEqual(new Map([["a", 1n]]));
    expect([await read.has("k"), await read.has("other")]).toEqual([true, false]);
  });

  test("writes Prefect's record format (P-001)", async () => {
    const store = new ResultStore({ storage: localStorage(folder), serializer: json });
    await store.put(store.encode([1], { key: "k", expiration: noon }));
    expect(JSON.parse(await readFile(join(folder, "k"), "utf8"))).toEqual({
      metadata: {
        storage_key: "k",
        expiration: "2026-11-25T12:00:00.000000Z",
        serializer: { type: "json" },
        prefect_version: "3.8.8",
        storage_block_id: null,
      },
      result: "[1]",
    });
  });

  test("reads what Prefect wrote, and says what it cannot read, from whom and where", async () => {
    const storage = memoryStorage();
    const record = (type: string) =>
      Buffer.from(
        JSON.stringify({
          metadata: {
            storage_key: "k",
            expiration: null,
            serializer: { type, jsonlib: "json" },
            prefect_version: "3.4.1",
            storage_block_id: null,
          },
          result: '{"a": 1}',
        }),
      );
    await storage.write("k", record("json"));
    expect(await new ResultStore({ storage }).value("k")).toEqual({ a: 1 });
    await storage.write("k", record("pickle"));
    await expect(new ResultStore({ storage }).value("k")).rejects.toThrow(
      'The result k in memory cannot be read here: it was written with the serializer "pickle", which only Python reads.',
    );
  });

  test("encodes at once: later changes of the value are not in the result (engine.md M1)", async () => {
    const store = new ResultStore({ storage: memoryStorage() });
    const value = { count: 1 };
    const record = store.encode(value, { key: "k" });
    value.count = 2;
    await store.put(record);
    expect(await store.value("k")).toEqual({ count: 1 });
  });

  test("hands each reader a copy of its own, also from memory", async () => {
    const store = new ResultStore({ storage: memoryStorage() });
    await store.put(store.encode({ list: [1] }, { key: "k" }));
    ((await store.value("k")) as { list: number[] }).list.push(2);
    expect(await store.value("k")).toEqual({ list: [1] });
  });

  test.each([true, false])("forgets a record when it expires (kept in memory: %s)", async (cacheInMemory) => {
    const time = { now: noon };
    const store = new ResultStore({ storage: memoryStorage(), cacheInMemory, clock: clockAt(time) });
    await store.put(store.encode(1, { key: "k", expiration: noon + 5 }));
    expect(await store.has("k")).toBe(true);
    time.now = noon + 5;
    expect(await store.has("k")).toBe(false);
  });

  test("says in one block that a result is gone, where it was, and what to do", async () => {
    const store = new ResultStore({ storage: localStorage(folder), cacheInMemory: false });
    await store.put(store.encode(1, { key: "k" }));
    await rm(join(folder, "k"));
    const error = await store.value("k", "task run fetch-page-1").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MissingResult);
    expect((error as Error).message).toBe(
      `The result of task run fetch-page-1 is gone: it was deleted, has expired, or was written on another machine.\n` +
        `  key      k\n  storage  ${folder}\nRun it again, or set a result storage that all machines share.`,
    );
  });

  test("treats a missing file as a miss, not as an error", async () => {
    const store = new ResultStore({ storage: localStorage(folder), cacheInMemory: false });
    expect(await store.get("never-written")).toBeUndefined();
  });

  test("keeps keys apart from results where it is told so (C-004)", async () => {
    const [storage, keyStorage] = [memoryStorage(), memoryStorage()];
    const options = { storage, keyStorage, cacheInMemory: false };
    const store = new ResultStore(options);
    await store.put(store.encode("value", { key: "k" }));
    expect(Buffer.from((await storage.read("k"))!).toString()).toBe('["value"]');
    expect(await new ResultStore(options).value("k")).toBe("value");
    await storage.delete("k");
    expect(await store.get("k")).toBeUndefined();
  });

  test("deletes a record from everywhere", async () => {
    const store = new ResultStore({ storage: memoryStorage(), keyStorage: memoryStorage() });
    await store.put(store.encode(1, { key: "k" }));
    await store.delete("k");
    expect(await store.has("k")).toBe(false);
  });

  test("recalls a value for the cache, where a record that cannot be read is a miss with a reason", async () => {
    const storage = memoryStorage();
    const store = new ResultStore({ storage, cacheInMemory: false });
    await store.put(store.encode(undefined, { key: "k" }));
    expect(await store.recall("k")).toEqual({ value: undefined });
    expect(await store.recall("other")).toEqual({ none: "there is no such record" });
    await storage.write("k", Buffer.from("{"));
    expect(await store.recall("k")).toEqual({ none: expect.stringContaining("k in memory is no result record") });
  });

  test("says of a file that is no record what it is not", async () => {
    const storage = memoryStorage();
    for (const content of ["", "[]", "{}", '{"result":"1"}', '{"metadata":{},"result":"1"}']) {
      await storage.write("k", Buffer.from(content));
      await expect(new ResultStore({ storage }).get("k")).rejects.toThrow(SerializationError);
    }
  });
});

test("the records used last stay in memory, the others go (P-005)", () => {
  const recent = new RecentRecords({ records: 2, characters: 10 });
  const record = (key: string, text = "1") => ({
    key,
    serializer: "json",
    text,
    expiration: null,
    storageBlockId: null,
    origin: null,
  });
  recent.set(record("a"));
  recent.set(record("b"));
  recent.get("a", noon);
  recent.set(record("c"));
  expect(["a", "b", "c"].map((key) => recent.get(key, noon)?.key)).toEqual(["a", undefined, "c"]);
  recent.set(record("large", "123456789"));
  expect(["a", "c", "large"].map((key) => recent.get(key, noon)?.key)).toEqual([undefined, "c", "large"]);
  recent.set(record("too large", "12345678901"));
  expect(["c", "large", "too large"].map((key) => recent.get(key, noon)?.key)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

describe("a result key's template (T-014)", () => {
  const values = {
    parameters: { url: "a.com", "two words": 2 },
    flow_run: { id: "f1" },
    taskRun: { runCount: 3, tags: [] },
  };

  test.each([
    ["results/{flow_run.id}/{parameters[url]}.json", "results/f1/a.com.json"],
    ["{parameters[two words]}-{task_run.run_count}-{taskRun.runCount}", "2-3-3"],
    ["{{literal}}", "{literal}"],
    ["plain", "plain"],
  ])("%s", (template, key) => {
    expect(formatKey(template, values)).toBe(key);
  });

  test.each([
    ["{nobody}", 'there is no "nobody" (there are: parameters, flow_run, taskRun)'],
    ["{parameters.missing}", 'there is no "parameters.missing"'],
    ["{parameters.constructor}", 'there is no "parameters.constructor"'],
    ["{parameters.__proto__}", 'there is no "parameters.__proto__"'],
    ["{task_run.tags}", '"task_run.tags" is no text or number'],
    ["{open", 'it has a single "{"'],
  ])("%s is refused with the reason", (template, reason) => {
    expect(() => formatKey(template, values)).toThrow(reason);
  });
});
