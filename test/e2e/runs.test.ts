import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite((site) => site.makeRuns());

test("filters are in the address: a link shows the same, and Back takes a filter off again", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/runs?state=FAILED");
  await page.getByRole("status").filter({ hasText: "2 flow runs" }).waitFor();
  await page.getByRole("textbox", { name: "Name contains" }).fill("no run is called so");
  await page.getByText("No flow run fits these filters").waitFor();
  expect(new URL(page.url()).searchParams.get("name")).toBe("no run is called so");
  await opened.check("runs-filtered");
  await opened.goto("/runs?state=COMPLETED&subflows=hide");
  await page.getByRole("status").filter({ hasText: "2 flow runs" }).waitFor();
  await page.getByRole("list", { name: "Flow runs" }).getByRole("link").nth(1).click();
  await page.getByRole("tab", { name: "Logs" }).waitFor();
  await page.goBack();
  await page.getByRole("status").filter({ hasText: "2 flow runs" }).waitFor();
  expect(page.url()).toContain("subflows=hide");
});

test("filters are kept under a name and found again", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/runs?state=FAILED&span=24h");
  await page.getByRole("button", { name: "Saved" }).click();
  await page.getByLabel("Name of the saved filters").fill("failed today");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("menuitem", { name: "failed today" }).waitFor();
  await opened.goto("/runs");
  await page.getByRole("button", { name: "Saved" }).click();
  await page.getByRole("menuitem", { name: "failed today" }).click();
  await page.getByRole("status").filter({ hasText: "2 flow runs" }).waitFor();
  expect(page.url()).toContain("FAILED");
  expect(opened.problems).toEqual([]);
});

test("runs appear and change by themselves while somebody looks", async () => {
  await using opened = await ui.visit();
  await opened.goto("/runs");
  const slow = opened.page.locator("article", { hasText: "slow" });
  const run = ui.site.startRun("slow", "8");
  await slow.getByText("Running").waitFor();
  await slow.getByText("Completed").waitFor();
  expect(run.exitCode ?? 0).toBe(0);
  await opened.check("runs-live");
});

test("a list is walked with j and k, rows are ticked with x, and ticked runs are deleted together", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/runs?state=FAILED");
  await page.getByRole("status").filter({ hasText: "2 flow runs" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("2 selected").waitFor();
  await page.getByRole("toolbar", { name: "Selected runs" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete 2 runs" }).click();
  await page.getByText("No flow run fits these filters").waitFor();
  expect(opened.problems).toEqual([]);
});

test("the command palette finds a page and a run by its name", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto("/");
  await page.getByRole("heading", { level: 1, name: "Dashboard" }).waitFor();
  const [run] = await ui.site.client.call("POST /flow_runs/filter", { body: { limit: 1 } });
  await page.keyboard.press("Control+k");
  await page.getByLabel("Search everything").fill(run!.name);
  await page.getByRole("button", { name: run!.name }).first().click();
  await page.getByRole("heading", { level: 1, name: run!.name }).waitFor();
  await page.getByLabel("Search everything").waitFor({ state: "detached" }); // while it closes it still takes the keys
  await page.keyboard.press("g");
  await page.keyboard.press("f");
  await page.getByRole("heading", { level: 1, name: "Flows" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("cra");
  await page.getByRole("link", { name: "bill" }).waitFor({ state: "detached" });
  await opened.check("flows-found");
});

test("a click on a bar of the history narrows the time to it", async () => {
  await using opened = await ui.visit();
  await opened.goto("/runs?span=24h");
  await opened.page.getByRole("figure", { name: "Runs over time" }).getByRole("button").last().click();
  await opened.page.getByLabel("After").waitFor();
  expect(opened.page.url()).toContain("span=custom");
  await opened.check("runs-custom-span");
});
