import { expect, test } from "vitest";
import { startSluice } from "../../src/testing/sluice-harness.ts";
import { cache, flow, INPUTS, task } from "../../src/index.ts";

test("the cache can be listed, explained and cleared", async () => {
  await using _ = await startSluice();
  let runs = 0;
  const load = task(
    { name: "load", cachePolicy: INPUTS, cacheExpiration: { hours: 1 } },
    async (table: string, limit: number) => ((runs += 1), `${table} ${limit}`),
  );
  const main = flow(async function main(limit: number) {
    const call = load("users", limit);
    await call;
    return (await call.state()).name;
  });
  expect([await main(1), await main(1), await main(2)]).toEqual(["Completed", "Cached", "Completed"]);
  expect(runs).toBe(2);

  expect((await cache.ls()).map(({ origin, isExpired }) => [origin.task, isExpired])).toEqual([
    ["load", false],
    ["load", false],
  ]);
  expect(await cache.explain(load, "users", 1)).toMatchObject({ outcome: "hit" });
  const miss = await cache.explain(load, "users", 3);
  expect(miss.outcome).toBe("miss");
  expect(miss.reason).toMatch(/limit/);
  const uncached = task(function uncached() {});
  expect(await cache.explain(uncached)).toMatchObject({
    outcome: "not cached",
    reason: expect.stringContaining("no cache policy"),
  });

  expect(await cache.clear({ task: "load" })).toBe(2);
  expect(await main(1)).toBe("Completed");
  expect(runs).toBe(3);
});
