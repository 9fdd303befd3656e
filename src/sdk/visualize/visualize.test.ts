import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { allowFailure, flow, FlowVisualizationError, getRunLogger, task, unmapped } from "../../index.ts";

const ran: string[] = [];
const fetchPage = task({ name: "fetch-page" }, async (url: string) => {
  ran.push(url);
  return url;
});
const count = task({ name: "count", vizReturnValue: 3 }, (_text: unknown, _words?: string[]) => 1);
const merge = task({ name: "merge" }, (...parts: unknown[]) => parts);
const child = flow({ name: "child" }, async (value: unknown) => value);

const lines = (text: string): string[] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());

test("calls, submitted and mapped tasks and child flows are nodes, and what goes from one to the other is an edge", async () => {
  const crawl = flow({ name: "crawl" }, async (urls: string[]) => {
    getRunLogger().info("drawing says nothing");
    const pages = fetchPage.map(urls);
    const counts = count.map(pages, unmapped(["the"]));
    const first = await fetchPage("front");
    const merged = merge.submit({ deep: [first, allowFailure(counts[1]!)] });
    return await child(await merged.result());
  });
  expect(lines(await crawl.mermaid(["a", "b"]))).toEqual([
    "flowchart TD",
    'n0["fetch-page-0"]',
    'n1["fetch-page-1"]',
    'n2["count-0"]',
    'n3["count-1"]',
    'n4["fetch-page-2"]',
    'n5["merge-0"]',
    'n6[["child-0"]]',
    "n0 --> n2",
    "n1 --> n3",
    "n3 --> n5",
    "n4 --> n5",
    "n5 --> n6",
  ]);
  expect(ran).toEqual([]);
});

test("waitFor is an edge", async () => {
  const ordered = flow({ name: "ordered" }, async () => {
    const first = merge.submit();
    await merge.withOptions({ name: "second", waitFor: [first] })();
  });
  expect(lines(await ordered.mermaid()).slice(1)).toEqual(['n0["merge-0"]', 'n1["second-0"]', "n0 --> n1"]);
});

test("a body that looks at a result gets the task's vizReturnValue", async () => {
  const deciding = flow({ name: "deciding" }, async () => {
    for (let left = await count("x"); left > 0; left--) await fetchPage(`page ${left}`);
  });
  expect(lines(await deciding.mermaid()).filter((line) => line.includes("fetch-page"))).toHaveLength(3);
});

test("a body that stumbles over a result says which tasks need a vizReturnValue", async () => {
  const stumbling = flow({ name: "stumbling" }, async () => (await fetchPage("x")).toUpperCase());
  const drawn = stumbling.mermaid();
  await expect(drawn).rejects.toBeInstanceOf(FlowVisualizationError);
  await expect(drawn).rejects.toThrow(
    /The body of stumbling cannot be drawn; it threw TypeError: .*vizReturnValue.* Without one: fetch-page\./,
  );
});

test("names are quoted", async () => {
  const odd = task({ name: 'say "#1"' }, () => 1);
  const oddly = flow({ name: 'odd "flow"' }, async () => await odd());
  expect(await oddly.mermaid()).toContain('n0["say #quot;#35;1#quot;-0"]');
  expect((await oddly.visualize()).svg).toContain("say &quot;#1&quot;&#45;0");
});

test("visualize draws an SVG without Graphviz on the machine, and saves it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sluice-picture-"));
  const small = flow({ name: "small" }, async () => await merge(await fetchPage("a")));
  const picture = await small.visualize();
  await picture.save(join(folder, "small.svg"));
  const saved = await readFile(join(folder, "small.svg"), "utf8");
  await rm(folder, { recursive: true });
  expect(saved).toBe(picture.svg);
  expect(saved).toMatch(/<svg[^]*fetch&#45;page&#45;0[^]*merge&#45;0[^]*<\/svg>/);
  expect(picture.dot).toContain("n0 -> n1;");
});
