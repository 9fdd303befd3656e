import { describe, expect, test } from "vitest";
import { parseProject } from "./read-project.ts";
import { selectDeployments } from "./select-deployments.ts";

const text = `
definitions:
  schedules:
    nightly: &nightly { cron: "0 2 * * *", timezone: Europe/Berlin }
deployments:
  - name: a
    entrypoint: crawl.ts:crawl
    schedules: [*nightly]
  - name: b
    entrypoint: clean.ts:clean
    flow_name: tidy
`;

test("anchors stand for what they name", () => {
  expect(parseProject(text, "sluice.yaml").deployments?.[0]?.schedules).toEqual([
    { cron: "0 2 * * *", timezone: "Europe/Berlin" },
  ]);
});

describe("what is wrong is told with its line", () => {
  test.each([
    ["deployments:\n  - name: a\n    entrypoint: x.ts:x\n    tagz: [a]\n", /line 2: deployments.0: .*tagz/],
    ["deployments:\n  - name: 7\n    entrypoint: x.ts:x\n", /line 2: deployments.0.name/],
    [
      "deployments:\n  - name: a\n    entrypoint: x\n    concurrency_limit: -1\n",
      /line 4: deployments.0.concurrency_limit/,
    ],
    ["a: [1\nb: 2", /line \d/],
    ["- 1", /the file/],
    [
      `a: &a [x]\n${Array.from(
        { length: 9 },
        (_, n) =>
          `b${n}: &b${n} [${Array(9)
            .fill(n === 0 ? "*a" : `*b${n - 1}`)
            .join()}]`,
      ).join("\n")}`,
      /alias/,
    ],
  ])("%j", (bad, message) => {
    expect(() => parseProject(bad, "sluice.yaml")).toThrow(message);
  });
});

test("deployments are meant by name, by pattern, by flow and by entrypoint", () => {
  const deployments = parseProject(text, "sluice.yaml").deployments!;
  const names = (selection: Parameters<typeof selectDeployments>[1]) =>
    selectDeployments(deployments, selection).map(({ name }) => name);
  expect(names({ all: true })).toEqual(["a", "b"]);
  expect(names({ names: ["tidy/*"] })).toEqual(["b"]);
  expect(names({ names: ["crawl/a"] })).toEqual(["a"]);
  expect(names({ entrypoint: "clean.ts:clean" })).toEqual(["b"]);
  expect(() => names({})).toThrow("--all");
  expect(() => names({ names: ["c"] })).toThrow('no deployment "c"');
});
