// Our SDK on a server that has Prefect's routes and none of ours: here, ours without its own.

import { expect, test } from "vitest";
import { withPrefectServer } from "../../src/client/prefect-server/with-prefect-server.ts";
import { artifacts, flow, task } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

interface Line {
  id: string;
  name: string;
  state_type: string;
  run_count: number;
  flow_run_id: string;
}

type Fetch = (request: Request) => Promise<Response>;

function startForeign({ told = [] as string[], disturb = (request: Request, fetch: Fetch) => fetch(request) } = {}) {
  return startSluice({
    wrapFetch: (fetch) => {
      const foreign: Fetch = async (request) =>
        request.url.includes("/sluice/") ? new Response("{}", { status: 404 }) : disturb(request, fetch);
      return withPrefectServer(foreign, { url: "http://sluice.test/api", onPrefect: () => told.push("Prefect") });
    },
  });
}

function flowRuns(sluice: SluiceHarness): Promise<Line[]> {
  return sluice.post<Line[]>("/flow_runs/filter", {});
}

const add = task({ name: "add" }, (a: number, b: number) => a + b);

test("flows, tasks, subflows, retries and artifacts are recorded by Prefect's routes", async () => {
  const told: string[] = [];
  await using sluice = await startForeign({ told });
  let tries = 0;
  const flaky = task({ name: "flaky", retries: 1 }, () => {
    tries += 1;
    if (tries === 1) throw new Error("not yet");
    return tries;
  });
  const child = flow({ name: "child" }, async (n: number) => await add(n, n));
  const parent = flow({ name: "parent" }, async () => {
    await artifacts.markdown({ key: "note", markdown: "# Done" });
    return [await add(1, 2), await flaky(), await child(4)];
  });
  expect(await parent()).toEqual([3, 2, 8]);
  expect(told).toEqual(["Prefect"]);
  expect((await flowRuns(sluice)).map(({ state_type }) => state_type)).toEqual(["COMPLETED", "COMPLETED"]);
  const calls = await sluice.post<Line[]>("/task_runs/filter", {});
  expect(calls.map(({ state_type }) => state_type)).toEqual(["COMPLETED", "COMPLETED", "COMPLETED", "COMPLETED"]);
  expect(calls.find(({ name }) => name.startsWith("flaky"))).toMatchObject({ run_count: 2 });
  expect(await sluice.post("/artifacts/filter", {})).toMatchObject([{ key: "note", data: "# Done" }]);
});

test("a flow that fails is retried as that server says", async () => {
  await using sluice = await startForeign();
  let runs = 0;
  const recovers = flow({ name: "recovers", retries: 1 }, async () => {
    runs += 1;
    if (runs === 1) throw new Error("first time");
    return await add(runs, 0);
  });
  expect(await recovers()).toBe(2);
  expect(await flowRuns(sluice)).toMatchObject([{ state_type: "COMPLETED", run_count: 2 }]);
});

test("what could not be delivered is sent again, and makes nothing twice", async () => {
  let failures = 0;
  await using sluice = await startForeign({
    async disturb(request, fetch) {
      const response = await fetch(request);
      failures += 1;
      return failures % 3 === 0 ? new Response(null, { status: 503 }) : response; // done, and not told
    },
  });
  const sums = flow({ name: "sums" }, async () => (await add.map([1, 2, 3], 1).results()).length);
  expect(await sums()).toBe(3);
  const runs = await sluice.store.read((db) => db.selectFrom("flow_run").select(["state_type"]).execute());
  const calls = await sluice.store.read((db) => db.selectFrom("task_run").select(["state_type"]).execute());
  expect([runs.length, calls.length]).toEqual([1, 3]);
});
