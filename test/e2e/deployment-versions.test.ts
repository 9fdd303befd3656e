import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

let id = "";

const ui = withSite(async ({ client }) => {
  const flow = await client.call("POST /flows/", { body: { name: "crawl" } });
  const definition = { name: "nightly", flow_id: flow.id };
  const schedules = [{ schedule: { interval: 7200, anchor_date: "2026-01-01T01:00:00Z", timezone: "UTC" } }];
  await client.call("POST /deployments/", { body: { ...definition, schedules, version: "1.0", path: "/old" } });
  const made = await client.call("POST /deployments/", {
    body: { ...definition, schedules, version: "2.0", path: "/new" },
  });
  id = made.id;
});

test.for(["light", "dark"] as const)("versions are listed and compared field by field, in %s", async (scheme) => {
  await using opened = await ui.visit({ scheme });
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${id}?tab=versions`);
  await page.getByText("Current", { exact: true }).waitFor();
  await page.getByLabel("path in version 1").getByText('"/old"').waitFor();
  await page.getByLabel("path in version 2").getByText('"/new"').waitFor();
  await opened.check("deployment-versions");
});

test("a deployment is rolled back once it is confirmed", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${id}?tab=versions`);
  await page.getByRole("button", { name: "Roll back to 1…" }).click();
  await page.getByRole("dialog").getByText("This makes a new version").waitFor();
  await opened.check("deployment-rollback");
  expect((await deployment()).path).toBe("/new");
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await page.getByText("Rolled back", { exact: true }).waitFor();
  expect(await deployment()).toMatchObject({ path: "/old", version: "1.0" });
});

test("a backfill shows its times before it makes them, and never makes a run twice", async () => {
  await using opened = await ui.visit({ scheme: "dark" });
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${id}`);
  await page.getByRole("button", { name: "Backfill…" }).click();
  await page.getByLabel("From").fill("2026-03-02T00:00");
  await page.getByLabel("Until").fill("2026-03-02T06:00");
  await page.getByRole("button", { name: "Show the runs" }).click();
  await page.getByText("3 runs would be made; 0 are there already.").waitFor();
  await opened.check("backfill-dry-run");
  expect(await backfilled()).toBe(0);
  await page.getByRole("button", { name: "Make 3 runs" }).click();
  await page.getByText("3 runs are made").waitFor();
  expect(await backfilled()).toBe(3);
  await page.getByRole("button", { name: "Show the runs", exact: true }).click();
  await page.getByText("0 runs would be made; 3 are there already.").waitFor();
});

test("the runs of a backfill are one click away, however long ago their times are", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${id}`);
  await page.getByRole("button", { name: "Backfill…" }).click();
  await page.getByLabel("From").fill("2026-03-03T00:00");
  await page.getByLabel("Until").fill("2026-03-03T02:00");
  await page.getByRole("button", { name: "Show the runs" }).click();
  await page.getByRole("button", { name: "Make 1 run" }).click();
  await page.getByRole("link", { name: "Show the runs of this backfill" }).click();
  await expect.poll(() => page.locator("[data-row]").count()).toBe(1);
});

test("a schedule is edited: its rule, its parameters and whether it is active; its anchor stays", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/deployments/deployment/${id}`);
  await page.getByRole("button", { name: "Edit every 2 h", exact: true }).click();
  await page.getByLabel("Every so many minutes").fill("180");
  await page.getByRole("dialog").getByRole("textbox", { name: "Parameters" }).fill('{"pages": 3}');
  await page.getByRole("switch", { name: "Active" }).click({ force: true });
  await opened.check("schedule-edit");
  await page.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await deployment()).schedules[0])
    .toMatchObject({ active: false, parameters: { pages: 3 }, schedule: { interval: 10_800 } });
  const [edited] = (await deployment()).schedules;
  expect(Date.parse((edited!.schedule as { anchor_date: string }).anchor_date)).toBe(
    Date.parse("2026-01-01T01:00:00Z"),
  );
});

function deployment() {
  return ui.site.client.call("GET /deployments/{id:uuid}", { params: { id } });
}

function backfilled() {
  return ui.site.client.call("POST /flow_runs/count", { body: { flow_runs: { tags: { all_: ["backfill"] } } } });
}
