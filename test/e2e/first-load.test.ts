import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { withSite } from "./support/with-site.ts";

const ui = withSite(async () => {});

const budget = 300_000;

test.each(["/dashboard", "/runs"])(
  "the first visit to %s loads less than 300 kB of compressed script",
  async (path) => {
    await using opened = await ui.visit();
    const scripts: Promise<number>[] = [];
    opened.page.on("response", (response) => {
      if (response.request().resourceType() === "script")
        scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await opened.goto(path);
    await opened.page.getByRole("heading", { level: 1 }).waitFor();
    const sizes = await Promise.all(scripts);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.log(`${path}: ${Math.round(total / 1000)} kB of compressed script in ${sizes.length} files`);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThan(budget);
  },
);
