import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { appendToSpool, shipSpool } from "./spool.ts";

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "sluice-spool-")), "spool");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

test("a spool that is not there has nothing to ship", async () => {
  expect(await shipSpool(folder, async () => true)).toBe(0);
});

test("what was appended is delivered once, in order, in batches that the server takes", async () => {
  appendToSpool(
    folder,
    Array.from({ length: 4_500 }, (_, n) => ({ n })),
  );
  appendToSpool(folder, [{ n: 4_500 }]);
  const sizes: number[] = [];
  const numbers: number[] = [];
  const deliver = async (batch: string): Promise<boolean> => {
    const { items } = JSON.parse(batch) as { items: { n: number }[] };
    sizes.push(items.length);
    numbers.push(...items.map(({ n }) => n));
    return true;
  };
  expect(await shipSpool(folder, deliver)).toBe(2);
  expect(sizes).toEqual([2_000, 2_000, 500, 1]);
  expect(numbers).toEqual(Array.from({ length: 4_501 }, (_, n) => n));
  expect(await shipSpool(folder, deliver)).toBe(0);
});

test("what could not be delivered stays for the next process", async () => {
  appendToSpool(folder, [{ n: 1 }]);
  await expect(shipSpool(folder, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await shipSpool(folder, async () => true)).toBe(1);
});

test("what was refused for good is set aside and blocks nothing", async () => {
  appendToSpool(folder, [{ n: 1 }]);
  await shipSpool(folder, async () => false);
  expect(await shipSpool(folder, async () => true)).toBe(0);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/\.refused$/)]);
});

test("M3: only its owner can read it", async () => {
  appendToSpool(folder, [{ n: 1 }]);
  const [name] = await readdir(folder);
  expect((await stat(folder)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
});
