import { expect, expectTypeOf, test } from "vitest";
import { type DeployedRun, flow, runDeployment } from "../../src/index.ts";
import { type SluiceHarness, startSluice } from "../../src/testing/sluice-harness.ts";

interface Run {
  id: string;
  parameters: object;
  tags: string[];
  parent_task_run_id: string | null;
  state_type: string;
}

async function deploy(sluice: SluiceHarness): Promise<string> {
  const { id: flow_id } = await sluice.post<{ id: string }>("/flows/", { name: "crawl" });
  const parameter_openapi_schema = { type: "object", properties: { top: { type: "integer" } } };
  return (await sluice.post<{ id: string }>("/deployments/", { flow_id, name: "nightly", parameter_openapi_schema }))
    .id;
}

const runs = (sluice: SluiceHarness): Promise<Run[]> =>
  sluice.post<Run[]>("/flow_runs/filter", { flows: { name: { any_: ["crawl"] } }, sort: "START_TIME_ASC" });

function setState(sluice: SluiceHarness, id: string, type: string, message?: string): Promise<unknown> {
  return sluice.post(`/flow_runs/${id}/set_state`, { state: { type, message }, force: true });
}

test("a run of a deployment is made with its options, and followed to its end", async () => {
  await using sluice = await startSluice();
  await deploy(sluice);
  const run = await runDeployment("crawl/nightly", { parameters: { top: 3 }, tags: ["by-code"], flowRunName: "mine" });
  expect(run.name).toBe("mine");
  expect(await sluice.get<Run>(`/flow_runs/${run.id}`)).toMatchObject({
    parameters: { top: 3 },
    parent_task_run_id: null,
  });
  await expect(run.wait({ timeoutSeconds: 0.02 })).rejects.toMatchObject({ code: "flow-run-wait-timeout" });
  const seen = Array.fromAsync(run.states(), ({ name }) => name);
  const ended = run.wait();
  await setState(sluice, run.id, "RUNNING");
  await setState(sluice, run.id, "FAILED", "broken");
  expect((await ended).name).toBe("Failed");
  expect(await seen).toEqual(["Scheduled", "Running", "Failed"]);
  await expect(run.result()).rejects.toThrow("broken");
});

test("bad requests say what is wrong", async () => {
  await using sluice = await startSluice();
  await deploy(sluice);
  await expect(runDeployment("nightly")).rejects.toThrow(/names no deployment: give its id/);
  await expect(runDeployment("crawl/weekly")).rejects.toMatchObject({ code: "object-not-found" });
  await expect(runDeployment("crawl/nightly", { parameters: { top: "many" } })).rejects.toThrow(
    /cannot be run so: .*top/i,
  );
});

test("the same idempotency key gives the same run", async () => {
  await using sluice = await startSluice();
  await deploy(sluice);
  const first = await runDeployment("crawl/nightly", { idempotencyKey: "today" });
  expect((await runDeployment("crawl/nightly", { idempotencyKey: "today" })).id).toBe(first.id);
});

test("inside a flow it is a child run, found again by the next try, and made anew where it had failed", async () => {
  await using sluice = await startSluice();
  await deploy(sluice);
  const ids: string[][] = [];
  const parent = flow({ name: "parent", retries: 1 }, async () => {
    const made = [await runDeployment("crawl/nightly"), await runDeployment("crawl/nightly")];
    ids.push(made.map(({ id }) => id));
    if (ids.length > 1) return "done";
    await setState(sluice, made[0]!.id, "COMPLETED");
    await setState(sluice, made[1]!.id, "FAILED");
    throw new Error("once");
  });
  expect(await parent()).toBe("done");
  const [first, second] = ids;
  expect(second![0]).toBe(first![0]);
  expect(second![1]).not.toBe(first![1]);
  expect(new Set(first).size).toBe(2);
  const logs = await sluice.post<{ message: string }[]>("/logs/filter", {});
  expect(logs.map(({ message }) => message).join()).not.toContain("was not called this time");
  expect((await runs(sluice)).every(({ parent_task_run_id }) => parent_task_run_id !== null)).toBe(true);
});

test("a run that is asked for inside a flow is cancelled with it", async () => {
  await using sluice = await startSluice();
  await deploy(sluice);
  const parent = flow(
    { name: "parent", timeoutSeconds: 0.3 },
    async () => await (await runDeployment("crawl/nightly")).wait(),
  );
  expect((await parent().state()).name).toBe("TimedOut");
  await expect.poll(async () => (await runs(sluice)).map(({ state_type }) => state_type)).toEqual(["CANCELLED"]);
});

test("types come from the flow", () => {
  const crawl = flow({ name: "crawl" }, async ({ top }: { top: number }) => [String(top)]);
  const run = () => runDeployment<typeof crawl>("crawl/nightly", { parameters: { top: 3 } });
  expectTypeOf(run).returns.resolves.toEqualTypeOf<DeployedRun<string[]>>();
});
