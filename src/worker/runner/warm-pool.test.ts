import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { WarmPool, type Wanted } from "./warm-pool.ts";

const folder = dirname(fileURLToPath(new URL("fixtures/served.ts", import.meta.url)));
const wanted: Wanted = { place: { entrypoint: "served.ts:greet", folder }, folder, version: "1", env: {} };

/** Takes a process, and ends it. */
async function taken(pool: WarmPool, one: Wanted): Promise<{ isWarm: boolean; pid: number | undefined }> {
  const { process, isWarm } = pool.take(one);
  process.kill();
  await process.ended;
  return { isWarm, pid: process.pid };
}

test("a process that was prepared is taken once, by who wants the very same", async () => {
  using pool = new WarmPool();
  pool.prepare(wanted);
  expect(await taken(pool, { ...wanted, env: { A: "1" } })).toMatchObject({ isWarm: false });
  expect(await taken(pool, { ...wanted, version: "2" })).toMatchObject({ isWarm: false });
  expect(await taken(pool, { ...wanted, place: { ...wanted.place, entrypoint: "served.ts:other" } })).toMatchObject({
    isWarm: false,
  });
  expect(await taken(pool, wanted)).toMatchObject({ isWarm: true });
  expect(await taken(pool, wanted)).toMatchObject({ isWarm: false });
});

test("at most so many wait: the one that has waited longest makes room", async () => {
  using pool = new WarmPool({ most: 1 });
  pool.prepare(wanted);
  pool.prepare({ ...wanted, version: "2" });
  expect(await taken(pool, wanted)).toMatchObject({ isWarm: false });
  expect(await taken(pool, { ...wanted, version: "2" })).toMatchObject({ isWarm: true });
});

test("switched off, it prepares none", async () => {
  using pool = new WarmPool({ most: 0 });
  pool.prepare(wanted);
  expect(await taken(pool, wanted)).toMatchObject({ isWarm: false });
});
