import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const runs: Record<string, string> = {};

const ui = withSite(async (site) => {
  await site.makeRuns();
  for (const flow of ["crawl", "bill"]) {
    const body = { flows: { name: { any_: [flow] } }, sort: "START_TIME_ASC" as const, limit: 1 };
    runs[flow] = (await site.client.call("POST /flow_runs/filter", { body }))[0]!.id;
  }
});

test("the timeline is walked by keyboard: Enter opens a group, and then a task run", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["crawl"]}`);
  const timeline = page.getByRole("application", { name: /Timeline of 15 calls/ });
  await timeline.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await timeline.getByText("fetch-page: 12 completed. Enter opens the group.").waitFor();
  await page.keyboard.press("Enter");
  await timeline.getByText("Enter closes the group.").waitFor();
  await opened.check("timeline-open");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: /^fetch-page-/ }).waitFor();
  expect(page.url()).toContain("/runs/task-run/");
});

test("the timeline shows what the pointer is at, and zooms", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["crawl"]}`);
  const canvas = page.locator("canvas");
  await canvas.hover({ position: { x: 120, y: 35 } });
  await page.getByText(/ms, from/).waitFor();
  await page.getByRole("button", { name: "Zoom in (+)" }).click();
  await page.getByRole("button", { name: "Show all (0)" }).click();
  await page.getByLabel("Find a call").fill("list");
  await page.getByRole("button", { name: /completed/ }).click();
  await opened.check("timeline-found");
});

test("the server finds lines by text and level, and the first error is shown with what was said before it", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["bill"]}`);
  const log = page.getByRole("log");
  await log.getByText("Checking A-1").waitFor();
  await page.getByRole("textbox", { name: "Find in logs" }).fill("amount");
  await log.getByText("Checking A-1").waitFor({ state: "detached" });
  await log.getByText("Invoice B-7 has no amount").first().waitFor();
  expect(page.url()).toContain("text=amount");
  await page.getByRole("textbox", { name: "Find in logs" }).fill("");
  await page.getByLabel("Level").selectOption("ERROR");
  await log.getByText("Billing 2026-09").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "First error" }).click();
  await log.locator("[data-marked=true]").getByText("Invoice B-7 has no amount").waitFor();
  await log.getByText("Billing 2026-09").waitFor();
  await page.waitForURL(/from=/);
  await opened.check("logs-first-error");
});

test("the log is downloaded as a file", async () => {
  await using opened = await ui.visit();
  await opened.goto(`/runs/flow-run/${runs["bill"]}`);
  const [download] = await Promise.all([
    opened.page.waitForEvent("download"),
    opened.page.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/-logs\.csv$/);
  expect(opened.problems).toEqual([]);
});

test("a running run is seen to go on: its duration, its calls and its log, and then its end", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  ui.site.startRun("slow", "20");
  await opened.goto("/runs");
  await page.locator("article", { hasText: "slow" }).locator("[data-row-link]").click();
  await page.getByRole("log").getByText("Step 1").waitFor();
  await page.getByRole("button", { name: /1 running/ }).waitFor();
  await page.getByRole("log").getByText("Step 19").waitFor();
  await page.getByRole("button", { name: /20 completed/ }).waitFor();
  await page.locator("header").getByText("Completed").waitFor();
  await opened.check("flow-run-after-live");
});

test("two runs of a flow are compared: outcome, parameters, and the time of each task", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["crawl"]}?tab=compare`);
  await page.getByRole("combobox", { name: "Compare with" }).or(page.getByLabel("Compare with")).first().click();
  await page.getByRole("option").first().click();
  const row = page.getByRole("row", { name: /^pages/ });
  await row.getByText("12").waitFor();
  await row.getByText("6").waitFor();
  await page.getByRole("row", { name: /^fetch-page/ }).waitFor();
  await opened.check("flow-run-compared");
});

test("why a call was reused is said with the call", async () => {
  await using opened = await ui.visit();
  const body = { flows: { name: { any_: ["enrich"] } }, sort: "START_TIME_DESC" as const, limit: 1 };
  const [second] = await ui.site.client.call("POST /flow_runs/filter", { body });
  await opened.goto(`/runs/flow-run/${second!.id}?tab=history`);
  await opened.page
    .getByRole("region", { name: "Why reused" })
    .getByRole("link", { name: /exchange-rate/ })
    .click();
  await opened.page.getByText("Why was it reused?").waitFor();
  await opened.check("task-run-reused");
});

test("a retry tells what it takes from before, and the command for a run that no deployment runs", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["bill"]}`);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("dialog").getByText(`sluice flow-run retry ${runs["bill"]}`).waitFor();
  await page
    .getByRole("dialog")
    .getByText(/3 give their stored results/)
    .waitFor();
  await opened.check("flow-run-retry");
});

test("a run's state is set over the head of the rules, and the run is deleted", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  const { id } = (
    await ui.site.client.call("POST /flow_runs/filter", {
      body: { flows: { name: { any_: ["bill"] } }, sort: "START_TIME_DESC", limit: 1 },
    })
  )[0]!;
  await opened.goto(`/runs/flow-run/${id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Set state…" }).click();
  await page.getByLabel("State", { exact: true }).selectOption("CANCELLED");
  await page.getByLabel("Why").fill("Billed by hand");
  await page.getByRole("dialog").getByRole("button", { name: "Set state" }).click();
  await page.getByTestId("state-message").getByText("Billed by hand").waitFor();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { level: 1, name: "Runs" }).waitFor();
  expect(await ui.site.client.call("POST /flow_runs/count", { body: { flow_runs: { id: { any_: [id] } } } })).toBe(0);
});
