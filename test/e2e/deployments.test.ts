import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

let deploymentId = "";

const schema = {
  type: "object",
  required: ["pages", "mode"],
  properties: {
    pages: { type: "integer", minimum: 1, title: "Pages", description: "How many pages", position: 0 },
    mode: { enum: ["fast", "thorough"], default: "fast", title: "Mode", position: 1 },
    since: { anyOf: [{ type: "string", format: "date-time" }, { type: "null" }], title: "Since", position: 2 },
    urls: { type: "array", items: { type: "string" }, title: "Urls", position: 3 },
    limits: { $ref: "#/definitions/Limits", position: 4 },
    extra: { type: "object", title: "Extra", position: 5 },
  },
  definitions: {
    Limits: { type: "object", title: "Limits", properties: { requests: { type: "integer", title: "Requests" } } },
  },
};

const ui = withSite(async ({ client }) => {
  const flow = await client.call("POST /flows/", { body: { name: "crawl" } });
  await client.call("POST /work_pools/", { body: { name: "default", type: "process", concurrency_limit: 3 } });
  const deployment = await client.call("POST /deployments/", {
    body: {
      name: "nightly",
      flow_id: flow.id,
      work_pool_name: "default",
      schedules: [{ schedule: { cron: "0 3 * * *", timezone: "UTC" } }],
      parameters: { pages: 12 },
      parameter_openapi_schema: schema,
      description: "Crawls **everything**",
    },
  });
  deploymentId = deployment.id;
});

test("a deployment shows its schedules, its upcoming runs and its configuration", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/deployments");
  await page.getByText("cron 0 3 * * *").waitFor();
  await opened.check("deployments");
  await page.getByRole("link", { name: "nightly" }).click();
  await page.getByRole("tab", { name: "Upcoming" }).click();
  await page.getByText("Scheduled").first().waitFor();
  await opened.check("deployment-upcoming");
  await page.getByRole("tab", { name: "Configuration" }).click();
  await page.getByText("Parameter schema", { exact: true }).waitFor();
  await opened.check("deployment-configuration");
});

test("a schedule is added, switched off and removed; what cannot be read is refused with the reason", async () => {
  await using opened = await ui.visit({ expectedStatuses: [422] });
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${deploymentId}`);
  await page.getByRole("button", { name: "Add a schedule" }).click();
  await page.getByLabel("Cron expression").fill("every full moon");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("alert").waitFor();
  await opened.check("schedule-refused");
  await page.getByLabel("Cron expression").fill("30 6 * * 1");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  const schedule = page.getByRole("switch", { name: "cron 30 6 * * 1" });
  await schedule.waitFor();
  await schedule.click({ force: true });
  await expect.poll(async () => (await schedules()).map(({ active }) => active)).toEqual([true, false]);
  await page.getByRole("button", { name: "Remove cron 30 6 * * 1" }).click();
  await expect.poll(async () => (await schedules()).length).toBe(1);
});

function schedules() {
  return ui.site.client.call("GET /deployments/{id:uuid}/schedules", { params: { id: deploymentId } });
}

test("a run is made by a form from the schema, which the server checks", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${deploymentId}/run`);
  const pages = page.getByRole("textbox", { name: "Pages" });
  await pages.fill("");
  await page.getByRole("button", { name: "Add to Urls" }).click();
  await page.getByRole("textbox", { name: "Urls 1" }).fill("https://example.com");
  await page.getByLabel("Requests").fill("5");
  await page.getByLabel("Since").fill("2026-11-25T10:30:00");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByText("The server does not take these parameters").waitFor();
  await opened.check("run-form-refused");
  await pages.fill("7");
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("seven-pages");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "seven-pages" }).waitFor();
  await page.getByText("Why is it waiting?").waitFor();
  await opened.check("flow-run-waiting");
  const [run] = await ui.site.client.call("POST /flow_runs/filter", {
    body: { flow_runs: { name: { any_: ["seven-pages"] } } },
  });
  expect(run!.parameters).toEqual({
    pages: 7,
    mode: "fast",
    urls: ["https://example.com"],
    limits: { requests: 5 },
    since: "2026-11-25T10:30:00.000Z",
  });
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.locator("header").getByText("Cancelled", { exact: true }).first().waitFor();
  expect(opened.problems).toEqual([]);
});

test("a work pool is made, says that it has no worker and how to start one, and is paused", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/work-pools");
  await page.getByRole("button", { name: "Add a work pool" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("batch");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "batch" }).waitFor();
  await page.getByText("sluice worker start --pool batch").waitFor();
  await page.getByRole("switch", { name: "Hands out runs", exact: true }).click({ force: true });
  await page.locator("header").getByText("Paused").waitFor();
  await opened.check("work-pool");
  await opened.goto("/work-pools");
  await page.getByText("0 of 3 slots taken").waitFor();
  await opened.check("work-pools");
});

test("limits by name and by tag are made and deleted", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/concurrency-limits");
  await page.getByRole("button", { name: "Add a global limit" }).click();
  await page.getByRole("textbox", { name: "Name", exact: true }).fill("database");
  await page.getByLabel("Slots", { exact: true }).fill("5");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("0 of 5").waitFor();
  await page.getByRole("button", { name: "Add a tag limit" }).click();
  await page.getByRole("textbox", { name: "Tag", exact: true }).fill("heavy");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("0 of 1").waitFor();
  await opened.check("concurrency-limits");
  await page.getByRole("button", { name: "Delete database" }).click();
  await page.getByText("There is no global limit").waitFor();
});

test("a block is made by the form of its type; its secret never comes back, and stays when it is left empty", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/blocks");
  await page
    .getByRole("link", { name: /Webhook/ })
    .first()
    .click();
  await page.getByLabel("Block name").fill("alerts");
  await page.locator("input[type=password]").fill("https://example.com/hook?token=s3cret");
  await opened.check("block-new");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "alerts" }).waitFor();
  expect(await page.content()).not.toContain("s3cret");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It is saved.").waitFor();
  await opened.check("block");
  const params = { slug: "webhook", block_document_name: "alerts" };
  const block = await ui.site.client.call("GET /block_types/slug/{slug}/block_documents/name/{block_document_name}", {
    params,
    query: { include_secrets: "true" },
  });
  expect(block.data).toMatchObject({ url: "https://example.com/hook?token=s3cret" });
  await page.getByRole("button", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("No block is saved yet").waitFor();
  await opened.check("blocks");
});

test("an automation is made, switched off and deleted", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/automations");
  await page.getByRole("button", { name: "Add an automation" }).click();
  await page.getByRole("textbox", { name: "Automation" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("When prefect.flow-run.Failed comes once: do-nothing").waitFor();
  await page.getByRole("switch", { name: "Tell of failures is on" }).click({ force: true });
  await expect
    .poll(async () => (await ui.site.client.call("POST /automations/filter", { body: {} }))[0]!.enabled)
    .toBe(false);
  await opened.check("automations");
  await page.getByRole("button", { name: "Delete Tell of failures" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("There is no automation yet").waitFor();
});

test("events are shown as they happen, and one in full", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/events");
  await page.getByRole("button", { name: "prefect.deployment.created" }).click();
  await page.getByLabel("Event", { exact: true }).getByText('"prefect.resource.name"').waitFor();
  await page.getByRole("textbox", { name: "Event begins with" }).fill("invoice");
  await page.getByText("Nothing like this has happened").waitFor();
  const body = [
    {
      id: crypto.randomUUID(),
      occurred: new Date().toISOString(),
      event: "invoice.paid",
      resource: { "prefect.resource.id": "invoice.7" },
    },
  ];
  await ui.site.client.call("POST /events", { body });
  await page.getByRole("button", { name: "invoice.paid" }).waitFor();
  await opened.check("events");
});
