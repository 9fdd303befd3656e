import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import { z } from "zod";
import { flow, pauseFlowRun, resumeFlowRun, suspendFlowRun, task } from "../../src/index.ts";
import { takeOver } from "../../src/sdk/engine/liveness/take-over.ts";
import { startFlow } from "../../src/sdk/engine/flows/start-flow.ts";
import type { Tables } from "../../src/server/db/tables.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";
import { flowDefinition } from "../../src/sdk/flow.ts";

interface Run {
  id: string;
  state_type: string;
  state_name: string;
}

/** The run of a flow, as soon as it is paused. */
async function pausedRun(sluice: SluiceHarness, flowName: string): Promise<Run> {
  const body = { flows: { name: { any_: [flowName] } }, flow_runs: { state: { type: { any_: ["PAUSED"] } } } };
  return await expect
    .poll(async () => (await sluice.post<Run[]>("/flow_runs/filter", body))[0], { timeout: 60_000 })
    .toBeDefined()
    .then(async () => (await sluice.post<Run[]>("/flow_runs/filter", body))[0]!);
}

test("a paused flow goes on in its process with the input that it was given", async () => {
  await using sluice = await startSluice();
  const ask = flow("ask", async () => await pauseFlowRun({ waitForInput: z.object({ n: z.number() }) }));
  const call = ask();
  const { id } = await pausedRun(sluice, "ask");
  await expect(resumeFlowRun(id, { n: "many" })).rejects.toThrow(/stays paused: .*n/);
  await resumeFlowRun(id, { n: 4 });
  expect(await call).toEqual({ n: 4 });
  await expect(resumeFlowRun(id)).rejects.toMatchObject({ code: "not-paused-error" });
});

test("several pauses of a flow are told apart, and one without input returns nothing", async () => {
  await using sluice = await startSluice();
  const twice = flow("twice", async () => [await pauseFlowRun(), await pauseFlowRun({ key: "second" })]);
  const call = twice();
  const first = await pausedRun(sluice, "twice");
  await resumeFlowRun(first.id);
  const second = await pausedRun(sluice, "twice");
  expect(second.id).toBe(first.id);
  await resumeFlowRun(second.id);
  expect(await call).toEqual([undefined, undefined]);
});

test("a pause that nobody ends fails the flow", async () => {
  await using _sluice = await startSluice();
  const forgotten = flow("forgotten", async () => await pauseFlowRun({ timeoutSeconds: 0.05 }));
  await expect(forgotten()).rejects.toMatchObject({ code: "flow-pause-timeout" });
});

test("a suspended flow lets go of its process, and goes on from its finished tasks with the input", async () => {
  await using sluice = await startSluice();
  let extracted = 0;
  const extract = task("extract", () => ++extracted);
  const approve = flow("approve", async () => {
    const rows = await extract();
    const { approved } = await suspendFlowRun({ waitForInput: z.object({ approved: z.boolean() }) });
    return { rows, approved };
  });
  const left = await approve().state();
  expect([left.type, left.name]).toEqual(["PAUSED", "Suspended"]);
  await expect(left.result()).rejects.toMatchObject({ code: "paused-run" });
  const { id } = await pausedRun(sluice, "approve");
  const lease = (db: Kysely<Tables>) =>
    db.selectFrom("flow_run").select("lease_expires_at").where("id", "=", id).executeTakeFirst();
  expect(await sluice.store.read(lease)).toEqual({ lease_expires_at: null });
  await resumeFlowRun(id, { approved: true });
  expect(await sluice.get(`/flow_runs/${id}`)).toMatchObject({ state_type: "SCHEDULED", state_name: "Resuming" });
  const taken = await takeOver(sluice.api, id, { cause: "manual" });
  const call = startFlow({ definition: flowDefinition(approve), thisArg: undefined, args: [], taken });
  expect(await (await call.settled).result()).toEqual({ rows: 1, approved: true });
  expect(extracted).toBe(1);
});

test("tasks, child flows and code outside a flow cannot wait so", async () => {
  await using _sluice = await startSluice();
  await expect(pauseFlowRun()).rejects.toMatchObject({ code: "missing-context-error" });
  const inTask = flow("in task", async () => await task("pauses", async () => await pauseFlowRun())());
  await expect(inTask()).rejects.toThrow(/A task cannot be paused/);
  const child = flow("child", async () => await suspendFlowRun());
  await expect(flow("parent", async () => await child())()).rejects.toThrow(/child flow cannot be suspended/);
});
