import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { concurrency, flow, rateLimit, task } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

interface Limit {
  active_slots: number;
  denied_slots: number;
}

function limit(sluice: SluiceHarness, name: string, limit: number, slot_decay_per_second = 0): Promise<unknown> {
  return sluice.post("/v2/concurrency_limits/", { name, limit, slot_decay_per_second });
}

async function inUse(sluice: SluiceHarness, name: string): Promise<number> {
  return (await sluice.get<Limit>(`/v2/concurrency_limits/${name}`)).active_slots;
}

test("as many tasks as there are slots run at once, in the order in which they came", async () => {
  await using sluice = await startSluice();
  await limit(sluice, "database", 2);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const query = task({ name: "query" }, async (n: number) =>
    concurrency("database", async () => {
      order.push(n);
      most = Math.max(most, ++running);
      await sleep(1);
      running--;
      return n;
    }),
  );
  const all = Array.from({ length: 60 }, (_, n) => n);
  const main = flow({ name: "main" }, async (numbers: number[]) => await query.map(numbers).results());
  expect(await main(all)).toEqual(all);
  expect(most).toBe(2);
  expect(order).toEqual(all);
  expect(await inUse(sluice, "database")).toBe(0);
});

test("slots are given back when the function throws, and are those of all limits or of none", async () => {
  await using sluice = await startSluice();
  await limit(sluice, "database", 1);
  await limit(sluice, "api", 1);
  const fails = concurrency(["database", "api"], () => {
    throw new Error("broken");
  });
  await expect(fails).rejects.toThrow("broken");
  await concurrency("api", async () => {
    const both = concurrency(["database", "api"], { timeoutSeconds: 0.05 }, () => "never");
    await expect(both).rejects.toMatchObject({ code: "acquire-concurrency-slot-timeout-error" });
    expect(await inUse(sluice, "database")).toBe(0);
  });
  expect(await concurrency(["database", "api"], () => "both")).toBe("both");
});

test("a limit that does not exist holds nothing back, unless that is asked for", async () => {
  await using sluice = await startSluice();
  expect(await concurrency("none", () => 1)).toBe(1);
  await limit(sluice, "database", 1);
  const strict = concurrency(["database", "none"], { strict: true }, () => 1);
  await expect(strict).rejects.toThrow(/no active concurrency limit named "none".*sluice gcl create/);
  expect(await inUse(sluice, "database")).toBe(0);
  const tooMany = concurrency("database", { occupy: 2 }, () => 1);
  await expect(tooMany).rejects.toMatchObject({ code: "concurrency-slot-acquisition-error" });
});

test.each([
  [{ occupy: 0 }, /occupy/],
  [{ leaseSeconds: 10 }, /leaseSeconds/],
  [{ timeoutSeconds: -1 }, /timeoutSeconds/],
])("options %o are refused", async (options, message) => {
  await using _ = await startSluice();
  await expect(concurrency("database", options, () => 1)).rejects.toThrow(message);
});

test("a task that waits for a slot stops at its timeout, and those behind it get theirs", async () => {
  await using sluice = await startSluice();
  await limit(sluice, "database", 1);
  const wait = task({ name: "wait", timeoutSeconds: 0.1 }, () => concurrency("database", () => "got it"));
  const main = flow({ name: "main" }, async () => {
    const state = await concurrency("database", () => wait().state());
    return [state.name, await concurrency("database", () => "free")];
  });
  expect(await main()).toEqual(["TimedOut", "free"]);
});

test("a rate limit lets one after the other through", async () => {
  await using sluice = await startSluice();
  await limit(sluice, "api", 1, 20);
  const began = performance.now();
  for (let n = 0; n < 4; n++) await rateLimit("api");
  expect(performance.now() - began).toBeGreaterThan(140); // three waits of 50 ms
  await limit(sluice, "no-decay", 1);
  await expect(rateLimit("no-decay")).rejects.toThrow(/slot decay/);
});

test("task runs with a tag go by its limit, and those whose tags have none ask once", async () => {
  let asked = 0;
  await using sluice = await startSluice({
    wrapFetch: (fetch) => (request) => {
      if (request.url.endsWith("/increment-with-lease")) asked++;
      return fetch(request);
    },
  });
  await sluice.post("/concurrency_limits/", { tag: "heavy", concurrency_limit: 1 });
  let running = 0;
  let most = 0;
  const work = task({ name: "work" }, async (n: number) => {
    most = Math.max(most, ++running);
    await sleep(1);
    running--;
    return n;
  });
  const light = work.withOptions({ tags: ["light"] });
  const heavy = work.withOptions({ tags: ["heavy", "light"] });
  const main = flow({ name: "main" }, async () => await light.map([1, 2, 3]).results());
  await main();
  expect({ most, asked }).toEqual({ most: 3, asked: 1 });
  most = 0;
  const limited = flow({ name: "limited" }, async () => await heavy.map([1, 2, 3, 4]).results());
  expect(await limited()).toEqual([1, 2, 3, 4]);
  expect(most).toBe(1);
});

test("a limit of 0 on a tag lets no task run with it begin", async () => {
  await using sluice = await startSluice();
  await sluice.post("/concurrency_limits/", { tag: "closed", concurrency_limit: 0 });
  const work = task({ name: "work", tags: ["closed"] }, () => 1);
  const main = flow({ name: "main" }, async () => await work().state());
  const state = await main().state();
  expect(state.isCompleted()).toBe(false);
  expect(String(state.message)).toMatch(/tag:closed/);
});
