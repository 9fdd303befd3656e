import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ids = { local: "", served: "", kept: "" };

const ui = withSite(async (site) => {
  await site.makeRuns("bill");
  ids.local = await runOf({ name: { any_: ["bill"] } });
  site.startServing();
  const deployment = await until(async () => {
    const [found] = await site.client.call("POST /deployments/filter", { body: {} });
    return found;
  });
  const made = await site.client.call("POST /deployments/{id:uuid}/create_flow_run", {
    params: { id: deployment.id },
    body: {},
  });
  ids.served = made.id;
  await until(async () => (await stateOf(made.id)) === "FAILED");
  ids.kept = await waitForPool();
});

test("a local run is retried by a command, which follows the choice of what runs again", async () => {
  await using opened = await ui.visit({ scheme: "dark" });
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${ids.local}`);
  await page.getByRole("button", { name: "Retry" }).click();
  const dialog = page.getByRole("dialog");
  const command = `npx sluice flow-run retry ${ids.local}`;
  await dialog.getByText(command, { exact: true }).waitFor();
  await dialog.getByRole("region", { name: "Runs again" }).getByText("it is Failed").waitFor();
  await dialog.getByRole("region", { name: "Reused" }).getByText("it completed").first().waitFor();
  await opened.check("retry-failed");
  await dialog.getByRole("radio", { name: "The whole run" }).check();
  await dialog.getByText(`${command} --all`, { exact: true }).waitFor();
  await dialog.getByRole("region", { name: "Reused" }).waitFor({ state: "detached" });
  await dialog.getByRole("radio", { name: "From a task on" }).check();
  await dialog.getByRole("textbox", { name: "It begins with" }).or(dialog.getByRole("combobox")).first().click();
  await page
    .getByRole("option", { name: /^check-invoice/ })
    .first()
    .click();
  await dialog.getByText(`${command} --from-task `).waitFor();
  await dialog.getByText("the retry begins with it").waitFor();
  await opened.check("retry-from-task");
});

test("a run of a deployment is retried from a row of its task list on, and reuses what was made before", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  const [first, begin] = await callsOf(ids.served);
  await opened.goto(`/runs/flow-run/${ids.served}?tab=task-runs`);
  await page.getByRole("button", { name: `Retry from here: ${begin!.name}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("region", { name: "Reused" }).getByRole("link", { name: first!.name }).waitFor();
  await opened.check("retry-from-row");
  await dialog.getByRole("button", { name: "Retry", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Attempt 2").waitFor({ timeout: 60_000 });
  await until(async () => (await stateOf(ids.served)) === "FAILED");
  const [firstAfter, beginAfter] = await callsOf(ids.served);
  expect(firstAfter!.end_time).toBe(first!.end_time);
  expect(beginAfter!.end_time).not.toBe(begin!.end_time);
  expect(opened.problems).toEqual([]);
});

test("the page of a task run offers a retry from it on", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  const [first] = await callsOf(ids.local);
  await opened.goto(`/runs/task-run/${first!.id}`);
  await page.getByRole("button", { name: `Retry from here: ${first!.name}` }).click();
  await page.getByRole("dialog").getByText(`--from-task ${first!.id}`).waitFor();
  await opened.check("task-run-retry");
});

test("a late run names all that keeps it, links to it, and has the command that helps", async () => {
  for (const scheme of ["light", "dark"] as const) {
    await using opened = await ui.visit({ scheme });
    const { page } = opened;
    await opened.goto(`/runs/flow-run/${ids.kept}`);
    const why = page.getByRole("alert", { name: "Why is it waiting?" });
    await why.getByText("The work pool night is paused.").waitFor();
    await why.getByText("The work pool night has never had a worker.").waitFor();
    await why.getByText("npx sluice work-pool resume night", { exact: true }).waitFor();
    await opened.check("flow-run-why-waiting");
    await why.getByRole("link", { name: "work pool night" }).first().click();
    await page.getByRole("heading", { level: 1, name: "night" }).waitFor();
  }
});

/** A run that a paused work pool without workers keeps. */
async function waitForPool(): Promise<string> {
  const { client } = ui.site;
  await client.call("POST /work_pools/", { body: { name: "night", type: "process", is_paused: true } });
  const flow = await client.call("POST /flows/", { body: { name: "report" } });
  const body = { name: "nightly", flow_id: flow.id, work_pool_name: "night" };
  const { id } = await client.call("POST /deployments/", { body });
  return (await client.call("POST /deployments/{id:uuid}/create_flow_run", { params: { id }, body: {} })).id;
}

async function runOf(flows: { name: { any_: string[] } }): Promise<string> {
  const [run] = await ui.site.client.call("POST /flow_runs/filter", { body: { flows, limit: 1 } });
  return run!.id;
}

async function stateOf(id: string) {
  return (await ui.site.client.call("GET /flow_runs/{id:uuid}", { params: { id } })).state_type;
}

/** In the order in which they were made. */
async function callsOf(id: string) {
  const body = { task_runs: { flow_run_id: { any_: [id] } } };
  const calls = await ui.site.client.call("POST /task_runs/filter", { body });
  return calls.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

const mostLooks = 600;

async function until<T>(look: () => Promise<T | undefined | false>): Promise<T> {
  for (let looks = 0; looks < mostLooks; looks++) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await wait(100);
  }
  throw new Error("It did not come about.");
}
