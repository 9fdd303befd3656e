import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { openApi } from "../../src/schemas/openapi.ts";
import { routes } from "../../src/schemas/routes/index.ts";
import { servedRoutes } from "../../src/server/api/served-routes.ts";
import { type ContractFacts, factsOf } from "./route-facts.ts";
import { differences } from "./shape-differences.ts";

const prefect = JSON.parse(await readFile(new URL("prefect-routes.json", import.meta.url), "utf8")) as ContractFacts & {
  unpublished: string[];
};
const ours = factsOf(openApi(routes, { title: "Sluice", version: "0" }));

/** Where we refuse what Prefect's document lets through. */
const stricter: Record<string, string[]> = {
  // The document says any object, the model behind it says labels.
  "PATCH /flow_runs/{id}/labels": ["{} is any where bool|number|string is expected"],
};

test("every one of Prefect's 195 routes is defined", () => {
  const defined = new Set(routes.map((route) => `${route.method} ${route.path.replaceAll(":uuid}", "}")}`));
  const expected = [...Object.keys(prefect.routes), ...prefect.unpublished];
  expect(expected).toHaveLength(195);
  expect(expected.filter((route) => !defined.has(route))).toEqual([]);
});

test("routes without a handler are counted", () => {
  const served = new Set(servedRoutes.map(({ route }) => route.key));
  const unserved = routes.filter((route) => !served.has(route.key)).map((route) => route.key);
  console.info(`defined, not served: ${unserved.length} of ${routes.length}\n  ${unserved.join("\n  ")}`);
  expect(servedRoutes.length).toBe(served.size);
});

describe.each(Object.entries(prefect.routes))("%s", (name, fact) => {
  const own = ours.routes[name] ?? { query: {}, body: null, answer: null };

  test("understands all that a Prefect client may send", () => {
    const request = { sender: prefect, receiver: ours, direction: "request" } as const;
    expect(Object.keys(own.query).filter((key) => key.endsWith("*") && !(key in fact.query))).toEqual([]);
    expect(
      Object.keys(fact.query).filter((key) => !(key in own.query) && !(key.replace("*", "") in own.query)),
    ).toEqual([]);
    if (fact.body !== null)
      expect(differences(fact.body, own.body ?? "nothing", request)).toEqual(stricter[name] ?? []);
  });

  test("answers only what a Prefect client understands", () => {
    const answer = { sender: ours, receiver: prefect, direction: "answer" } as const;
    if (own.answer !== null) expect(differences(own.answer, fact.answer ?? "any", answer)).toEqual([]);
    else expect([null, "any"]).toContain(fact.answer);
  });
});
