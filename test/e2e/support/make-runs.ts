// Makes the runs that the tests of the UI look at, in the home that SLUICE_HOME names.

import { z } from "zod";
import { artifacts, flow, getRunLogger, INPUTS, pauseFlowRun, tags, task, variables } from "../../../src/index.ts";

const listPages = task({ name: "list-pages" }, async (count: number) =>
  Array.from({ length: count }, (_, at) => `https://example.com/page/${at}`),
);

let refusals = 2;
const fetchPage = task({ name: "fetch-page", retries: 3, retryDelaySeconds: 0.05 }, async (url: string) => {
  await pause(20 + ((url.length * 7) % 60));
  if (url.endsWith("/3") && refusals-- > 0) throw new Error(`503 from ${url}`);
  getRunLogger().info("Fetched %s", url);
  return url.length * 100;
});

const total = task({ name: "total" }, (sizes: number[]) => sizes.reduce((sum, size) => sum + size, 0));

const exchangeRate = task(
  { name: "exchange-rate", cachePolicy: INPUTS, persistResult: true },
  async (currency: string) => {
    await pause(30);
    return currency === "EUR" ? 1.08 : 1;
  },
);

const enrich = flow({ name: "enrich" }, async ({ sum }: { sum: number }) => {
  const rate = await exchangeRate("EUR");
  getRunLogger().info("Rate is %d, see https://example.com/rates.", rate);
  return sum * rate;
});

const crawl = flow({ name: "crawl" }, async ({ pages }: { pages: number }) => {
  const logger = getRunLogger();
  logger.info("Crawling %d pages", pages);
  const urls = await listPages(pages);
  const sizes = fetchPage.map(urls);
  logger.warn("One page answers slowly");
  const sum = await total.submit(sizes).result();
  const value = await enrich({ sum });
  const table = urls.map((url, at) => ({ url, bytes: 2100 + at, isNew: at % 2 === 0 }));
  await artifacts.table({ key: "pages", table, description: "What was crawled" });
  await artifacts.markdown({
    key: "report",
    markdown: `# Crawl\n\nCrawled **${pages}** pages.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n\`done\``,
  });
  await artifacts.progress({ key: "crawled", progress: 100 });
  return value;
});

const readInvoices = task({ name: "read-invoices" }, () => ["A-1", "A-2", "B-7"]);
const checkInvoice = task({ name: "check-invoice" }, (id: string) => {
  getRunLogger().debug("Checking %s", id);
  if (id === "B-7") {
    getRunLogger().error("Invoice %s has no amount", id);
    throw new TypeError(`Invoice ${id} has no amount: the column "amount" is empty`);
  }
  return id;
});
const bill = flow({ name: "bill" }, async ({ month }: { month: string }) => {
  getRunLogger().info("Billing %s", month);
  const ids = await readInvoices();
  return await checkInvoice.map(ids).results();
});

const square = task({ name: "square" }, (value: number) => value * value);
const sumUp = task({ name: "sum-up" }, (values: number[]) => values.length);
const wide = flow({ name: "wide" }, async ({ width }: { width: number }) => {
  const values = square.map(Array.from({ length: width }, (_, at) => at));
  return await sumUp(await values.results());
});

const slow = flow({ name: "slow" }, async ({ steps }: { steps: number }) => {
  for (let step = 0; step < steps; step++) {
    getRunLogger().info("Step %d", step);
    await slowStep(step);
  }
});
const slowStep = task({ name: "slow-step" }, async (step: number) => {
  await pause(400);
  return step;
});

const Approval = z.object({ approved: z.boolean().default(false), copies: z.number().int().min(1) });
const publish = flow({ name: "publish" }, async () => {
  const { approved, copies } = await pauseFlowRun({ waitForInput: Approval, description: "Is the text good?" });
  getRunLogger().info("Approved: %s, copies: %d", approved, copies);
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

switch (process.argv[2]) {
  case "wide":
    await wide({ width: Number(process.argv[3]) });
    break;
  case "slow":
    await slow({ steps: Number(process.argv[3]) });
    break;
  case "publish":
    await publish();
    break;
  case "bill":
    await bill({ month: "2026-10" }).state();
    break;
  default:
    await tags(["web", "nightly"], () => crawl({ pages: 12 }));
    await crawl({ pages: 6 });
    for (const month of ["2026-09", "2026-10"]) await bill({ month }).state();
    await variables.set("region", "eu-west-1", { tags: ["infra"] });
    await variables.set("limits", { requests: 100, burst: [1, 2, 3] });
}
