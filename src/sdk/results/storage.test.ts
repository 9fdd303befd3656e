import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigurationError } from "../errors.ts";
import { contentKey } from "./content-key.ts";
import { localStorage } from "./local-storage.ts";
import { memoryStorage } from "./memory-storage.ts";

let folder = "";
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "sluice-results-"))));
afterEach(() => rm(folder, { recursive: true }));

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

describe.each([
  ["local storage", () => localStorage(join(folder, "deep", "results"))],
  ["memory storage", () => memoryStorage()],
])("%s", (_kind, make) => {
  test("gives back what was written, and undefined for what was not", async () => {
    const storage = make();
    await storage.write("a/b.json", bytes("one"));
    await storage.write("a/b.json", bytes("two"));
    expect(Buffer.from((await storage.read("a/b.json"))!).toString()).toBe("two");
    expect([
      await storage.read("a"),
      await storage.read("c"),
      await storage.exists("a"),
      await storage.exists("a/b.json"),
    ]).toEqual([undefined, undefined, false, true]);
  });

  test("deletes, also what is not there", async () => {
    const storage = make();
    await storage.write("k", bytes("x"));
    await storage.delete("k");
    await storage.delete("k");
    expect(await storage.exists("k")).toBe(false);
  });

  test("lists its keys", async () => {
    const storage = make();
    expect(await Array.fromAsync(storage.list!())).toEqual([]);
    for (const key of ["a", "b/c", "b/d/e"]) await storage.write(key, bytes("x"));
    expect((await Array.fromAsync(storage.list!())).toSorted()).toEqual(["a", "b/c", "b/d/e"]);
  });

  test("keeps its bytes when the writer's buffer changes", async () => {
    const storage = make();
    const buffer = bytes("one");
    await storage.write("k", buffer);
    buffer[0] = 0;
    expect(Buffer.from((await storage.read("k"))!).toString()).toBe("one");
  });
});

describe("local storage", () => {
  test.each(["../x", "a/../../x", "/etc/passwd", "", ".", "a/", "a\0b", ".unfinished-1"])(
    "refuses the key %j",
    async (key) => {
      const storage = localStorage(folder);
      await expect(async () => storage.write(key, bytes("x"))).rejects.toThrow(ConfigurationError);
      await expect(async () => storage.read(key)).rejects.toThrow(ConfigurationError);
      await expect(async () => storage.delete(key)).rejects.toThrow(ConfigurationError);
    },
  );

  test("lets nobody but the owner read (engine.md M3)", async () => {
    await localStorage(folder).write("a/k", bytes("x"));
    expect((await stat(join(folder, "a/k"))).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, "a"))).mode & 0o777).toBe(0o700);
  });

  test("shows a half-written result to nobody, and leaves none behind when writing fails", async () => {
    const storage = localStorage(folder);
    await writeFile(join(folder, ".unfinished-left-by-a-killed-process"), "x");
    await mkdir(join(folder, "k")); // the place is taken by a folder
    await expect(storage.write("k", bytes("x"))).rejects.toThrow("directory");
    expect(await readdir(folder)).toEqual([".unfinished-left-by-a-killed-process", "k"]);
    expect(await Array.fromAsync(storage.list!())).toEqual([]);
  });
});

test("a content key depends on the content alone", () => {
  expect(contentKey("a")).toBe(contentKey(bytes("a")));
  expect(contentKey("a")).not.toBe(contentKey("b"));
  expect(contentKey("a")).toMatch(/^sha256\/ca\/ca978112/);
});
