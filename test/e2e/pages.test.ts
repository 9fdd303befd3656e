import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, visit } from "./support/browser.ts";
import { openSite, type Site } from "./support/site.ts";

let site: Site;
let browser: Awaited<ReturnType<typeof openBrowser>>;
const runs: Record<string, string> = {};

beforeAll(async () => {
  [site, browser] = await Promise.all([openSite(), openBrowser()]);
  await site.makeRuns();
  for (const flow of ["crawl", "bill"]) {
    const [run] = await site.client.call("POST /flow_runs/filter", {
      body: { flows: { name: { any_: [flow] } }, sort: "START_TIME_ASC", limit: 1 },
    });
    runs[flow] = run!.id;
  }
  const body = {
    flow_runs: { id: { any_: [runs["bill"]!] } },
    task_runs: { state: { type: { any_: ["FAILED" as const] } } },
  };
  runs["check"] = (await site.client.call("POST /task_runs/filter", { body }))[0]!.id;
});

afterAll(async () => {
  await browser.close();
  await site[Symbol.asyncDispose]();
});

// Each page with a text that is there only once the server has answered.
const pages: [name: string, path: () => string, text: string][] = [
  ["dashboard", () => "/", "Invoice B-7 has no amount"],
  ["runs", () => "/runs", "14 task runs"],
  ["task-runs", () => "/runs?tab=task-runs", "check-invoice-"],
  ["flow-run-logs", () => `/runs/flow-run/${runs["crawl"]}`, "Crawling 12 pages"],
  ["flow-run-failed", () => `/runs/flow-run/${runs["bill"]}`, "Invoice B-7 has no amount"],
  ["flow-run-task-runs", () => `/runs/flow-run/${runs["crawl"]}?tab=task-runs`, "fetch-page-"],
  ["flow-run-subflows", () => `/runs/flow-run/${runs["crawl"]}?tab=subflow-runs`, "enrich"],
  ["flow-run-graph", () => `/runs/flow-run/${runs["crawl"]}?tab=graph`, "fetch-page ×12"],
  ["flow-run-artifacts", () => `/runs/flow-run/${runs["crawl"]}?tab=artifacts`, "Crawled 12 pages."],
  ["flow-run-parameters", () => `/runs/flow-run/${runs["crawl"]}?tab=parameters`, '"pages": 12'],
  ["flow-run-history", () => `/runs/flow-run/${runs["crawl"]}?tab=history`, "It was started"],
  ["flow-run-details", () => `/runs/flow-run/${runs["crawl"]}?tab=details`, "Run count"],
  ["flow-run-compare", () => `/runs/flow-run/${runs["crawl"]}?tab=compare`, "Compare with"],
  ["task-run", () => `/runs/task-run/${runs["check"]}`, 'the column "amount" is empty'],
  ["flows", () => "/flows", "crawl"],
  ["artifacts", () => "/artifacts", "What was crawled"],
  ["artifact-key", () => "/artifacts/key/pages", "https://example.com/page/11"],
  ["variables", () => "/variables", "eu-west-1"],
  ["settings", () => "/settings", "Go to the page's own search"],
  ["not-found", () => "/nowhere", "There is no page at this address"],
];

describe.each(["light", "dark"] as const)("in %s colours", (scheme) => {
  test.each(pages)("the page %s shows its data, without an error, for everybody", async (name, path, text) => {
    await using opened = await visit(browser, site, { scheme });
    await opened.goto(path());
    await opened.page.getByText(text).first().waitFor();
    await opened.check(name);
  });
});

const widths = "[document.documentElement.clientWidth, document.documentElement.scrollWidth]";

test.each([400, 2560])("pages fit a screen of %d pixels", async (width) => {
  await using opened = await visit(browser, site, { width, height: width === 400 ? 800 : 1440 });
  for (const name of ["dashboard", "runs", "flow-run-logs", "task-run", "variables"]) {
    const [, path, text] = pages.find(([page]) => page === name)!;
    await opened.goto(path());
    await opened.page.getByText(text).first().waitFor();
    await opened.check(name);
    const [inside, across] = await opened.page.evaluate<[number, number]>(widths);
    expect(across, `${name} does not scroll sideways`).toBeLessThanOrEqual(inside);
  }
});

test("a run that is not there says so, and what to do", async () => {
  await using opened = await visit(browser, site, { expectedStatuses: [404] });
  await opened.goto("/runs/flow-run/00000000-0000-4000-8000-000000000000");
  await opened.page.getByText("It is not there").waitFor();
  await opened.page.getByText("It may have been deleted.").waitFor();
  await opened.check("flow-run-missing");
});
