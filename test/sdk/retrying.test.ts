import { describe, expect, test } from "vitest";
import { databases } from "../support/databases.ts";
import { flow, task } from "../../src/index.ts";
import { systemClock } from "../../src/lib/clock.ts";
import type { RetryPlan } from "../../src/schemas/retry.ts";
import { startFlow } from "../../src/sdk/engine/flows/start-flow.ts";
import { takeOver } from "../../src/sdk/engine/liveness/take-over.ts";
import { flowDefinition } from "../../src/sdk/flow.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

const ran: string[] = [];
const step = task("step", (name: string) => {
  ran.push(name);
  return name;
});
const three = flow("three", async () => [await step("a"), await step("b"), await step("c")].join(""));

async function completedRun(sluice: SluiceHarness): Promise<string> {
  ran.length = 0;
  await three();
  const [run] = await sluice.post<{ id: string }[]>("/flow_runs/filter", { flows: { name: { any_: ["three"] } } });
  return run!.id;
}

async function goOn(sluice: SluiceHarness, id: string): Promise<unknown> {
  const taken = await takeOver(sluice.api, id, { cause: "manual" });
  const call = startFlow({ definition: flowDefinition(three), thisArg: undefined, args: [], taken });
  return await (await call.settled).result();
}

const preview = (sluice: SluiceHarness, id: string, query = ""): Promise<RetryPlan> =>
  sluice.get<RetryPlan>(`/sluice/flow_runs/${id}/retry_preview${query}`);

describe.each(databases)("a retry by hand, on $name", (database) => {
  async function start() {
    const store = await database.open(systemClock);
    return { store, sluice: await startSluice({ database: store.database }) };
  }

  test.skipIf(database.skip)("from a task runs it and every call after it again, as the preview has said", async () => {
    const { store, sluice } = await start();
    await using _store = store;
    await using _sluice = sluice;
    const id = await completedRun(sluice);
    expect((await preview(sluice, id)).calls.map(({ reused }) => reused)).toEqual([true, true, true]);
    const second = (await preview(sluice, id)).calls[1]!.task_run_id;
    const plan = await preview(sluice, id, `?from_task_run=${second}`);
    expect(plan.calls.map(({ reused }) => reused)).toEqual([true, false, false]);
    const retried = { mode: "from-task", task_run_id: second };
    expect(await sluice.post(`/sluice/flow_runs/${id}/retry`, retried)).toEqual(plan);
    expect(await goOn(sluice, id)).toBe("abc");
    expect(ran).toEqual(["a", "b", "c", "b", "c"]);
  });

  test.skipIf(database.skip)(
    "of the whole run runs every call again, and one that has not ended is refused",
    async () => {
      const { store, sluice } = await start();
      await using _store = store;
      await using _sluice = sluice;
      const id = await completedRun(sluice);
      await sluice.post(`/sluice/flow_runs/${id}/retry`, { mode: "run" });
      await expect(sluice.post(`/sluice/flow_runs/${id}/retry`, { mode: "run" })).rejects.toThrow(/409|not ended/);
      await goOn(sluice, id);
      expect(ran).toEqual(["a", "b", "c", "a", "b", "c"]);
      await expect(preview(sluice, id, "?mode=from-task")).rejects.toThrow(/422|Which task run/);
    },
  );
});
