// Sizes at which others ask for a click, or give up.

import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const width = 20_000;
const runs: Record<string, string> = {};

const ui = withSite(async (site) => {
  await site.makeRuns("wide", String(width));
  runs["wide"] = (await site.client.call("POST /flow_runs/filter", { body: { limit: 1 } }))[0]!.id;
});

test("a run of 20,000 task runs is drawn and answers within 1.5 s", async () => {
  await using opened = await ui.visit();
  await opened.goto("/settings"); // the app itself is loaded: what counts is the page
  const { page } = opened;
  const began = performance.now();
  await opened.goto(`/runs/flow-run/${runs["wide"]}`);
  const timeline = page.getByRole("application", { name: /Timeline of 20,001 calls/ });
  await timeline.waitFor();
  await timeline.focus();
  await page.keyboard.press("ArrowDown");
  await timeline.getByText("square: 20,000 completed").waitFor();
  const interactive = performance.now() - began;
  console.log(`20,000 task runs: interactive after ${Math.round(interactive)} ms`);
  expect(interactive).toBeLessThan(process.env["CI"] ? 6000 : 4000); // generous: machines differ; the line above is the measure
  await page.keyboard.press("Enter");
  await timeline.getByText("Enter closes the group.").waitFor();
  await opened.check("timeline-20000");
});

test("a log of 1,000,000 lines opens, is searched and is scrolled at once", async () => {
  const [run] = await ui.site.client.call("POST /flow_runs/filter", { body: { limit: 1 } });
  const began = Date.parse(run!.start_time!);
  for (let batch = 0; batch < 100; batch++)
    await ui.site.client.call("POST /logs/", { body: linesOf(run!.id, began, batch) });
  await using opened = await ui.visit();
  const { page } = opened;
  const opening = performance.now();
  await opened.goto(`/runs/flow-run/${run!.id}`);
  const log = page.getByRole("log");
  await log.getByText("line 3", { exact: true }).waitFor();
  const searching = performance.now();
  await page.getByRole("textbox", { name: "Find in logs" }).fill("needle");
  await log.getByText("the needle").waitFor();
  const found = performance.now();
  await page.getByRole("textbox", { name: "Find in logs" }).fill("");
  await page.getByLabel("Order").selectOption("newest");
  await log.getByText("line 999999", { exact: true }).waitFor();
  console.log(
    `1,000,000 lines: shown after ${Math.round(searching - opening)} ms, searched in ${Math.round(found - searching)} ms`,
  );
  await opened.check("log-1000000");
});

function linesOf(id: string, began: number, batch: number) {
  return Array.from({ length: 10_000 }, (_, place) => {
    const at = batch * 10_000 + place;
    const message = at === 700_000 ? "the needle" : `line ${at}`;
    return {
      name: "flow",
      level: 20,
      message,
      timestamp: new Date(began + 60_000 + at).toISOString(),
      flow_run_id: id,
    };
  });
}

test("an open group of 20,000 rows is scrolled without a long frame", async () => {
  await using opened = await ui.visit();
  const { page } = opened;
  await opened.goto(`/runs/flow-run/${runs["wide"]}`);
  const timeline = page.getByRole("application");
  await timeline.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await timeline.getByText("Enter closes the group.").waitFor();
  const longest = await page.evaluate<number>(scrollThrough);
  console.log(`20,000 rows: longest frame while scrolling ${Math.round(longest)} ms`);
  expect(longest).toBeLessThan(500);
  expect(opened.problems).toEqual([]);
});

// Runs in the page: scrolls a timeline through in 40 steps, and measures the time between frames.
const scrollThrough = `(async () => {
  const timeline = document.querySelector("[role=application]");
  let longest = 0;
  let before = performance.now();
  for (let step = 1; step <= 40; step++) {
    timeline.scrollTop = (timeline.scrollHeight * step) / 40;
    await new Promise(requestAnimationFrame);
    longest = Math.max(longest, performance.now() - before);
    before = performance.now();
  }
  return longest;
})()`;
