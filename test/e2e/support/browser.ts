// A real Chromium. A page that a test opens remembers what went wrong in it.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import type { Site } from "./site.ts";

const screenshots = fileURLToPath(new URL("../../../test-output/ui/", import.meta.url));

const waitMs = 15_000;

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface PageOptions {
  scheme?: "light" | "dark";
  width?: number;
  height?: number;
  /** Statuses of answers that the test means to see. */
  expectedStatuses?: readonly number[];
}

export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Console errors, exceptions and failed requests so far. */
  readonly problems: readonly string[];
  goto(path: string): Promise<void>;
  /** Fails when something went wrong, or axe finds a serious violation; keeps a screenshot. */
  check(name: string): Promise<void>;
}

export async function openBrowser(): Promise<Browser & AsyncDisposable> {
  return await chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: flags });
}

export async function visit(browser: Browser, site: Site, options: PageOptions = {}): Promise<Visit> {
  const { scheme = "light", width = 1360, height = 860, expectedStatuses = [] } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    timezoneId: "UTC",
    locale: "en-GB",
  });
  context.setDefaultTimeout(waitMs); // sooner than the test's own end, so that an error says what was waited for
  const page = await context.newPage();
  const problems = watch(page, expectedStatuses);
  return {
    page,
    problems,
    goto: async (path) => void (await page.goto(site.url + path, { waitUntil: "load" })),
    async check(name) {
      await mkdir(screenshots, { recursive: true });
      await page.screenshot({ path: `${screenshots}${name}-${scheme}-${width}.png` });
      expect(problems, `problems on ${page.url()}`).toEqual([]);
      expect(await violations(page), `axe on ${page.url()}`).toEqual([]);
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}

function watch(page: Page, expectedStatuses: readonly number[]): string[] {
  const problems: string[] = [];
  const isExpected = (text: string): boolean =>
    expectedStatuses.some((status) => text.includes(`status of ${status} `));
  page.on("console", (message) => {
    if (message.type() === "error" && !isExpected(message.text())) problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.stack ?? error.message}`));
  page.on("response", (response) => {
    const status = response.status();
    if (status >= 400 && !expectedStatuses.includes(status))
      problems.push(`${status} ${response.request().method()} ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    if (reason !== "net::ERR_ABORTED") problems.push(`${reason} ${request.url()}`); // a page that is left takes its questions back
  });
  return problems;
}

/** What axe finds that is serious, with the elements. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
    });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 5)
            .map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`)
            .join(" | ")}`,
      );
  });
  return found;
}
