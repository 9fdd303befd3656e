// Derives test/contracts/prefect-routes.json from a Prefect server's OpenAPI document:
//
//   node scripts/derive-prefect-routes.ts http://127.0.0.1:4200/api/openapi.json
//
// A path to a file does as well. Only names and types are kept.

import { readFile, writeFile } from "node:fs/promises";
import { factsOf } from "../test/contracts/route-facts.ts";

// Not in the published document: the websockets, the helpers of the UI, and three routes of settings and tests.
const unpublished = [
  "WS /events/in",
  "WS /events/out",
  "WS /logs/out",
  "WS /task_runs/subscriptions/scheduled",
  "WS /work_pools/{work_pool_name}/workers/connect",
  "POST /ui/flow_runs/history",
  "POST /ui/flow_runs/count-task-runs",
  "POST /ui/flows/count-deployments",
  "POST /ui/flows/next-runs",
  "POST /ui/schemas/validate",
  "POST /ui/task_runs/dashboard/counts",
  "POST /ui/task_runs/count",
  "GET /ui/task_runs/{id}",
  "GET /pid",
  "GET /metrics",
  "GET /ui-settings",
];

const source = process.argv[2];
if (source === undefined) throw new Error("give the path or address of an OpenAPI document");
const text = /^https?:/.test(source) ? await (await fetch(source)).text() : await readFile(source, "utf8");
const facts = factsOf(JSON.parse(text), (name) => name.endsWith("Settings")); // settings are a server's own
const objects = Object.entries(facts.objects).toSorted(([a], [b]) => (a < b ? -1 : 1));
const lines = (entries: [string, unknown][]) =>
  entries.map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(",\n");
await writeFile(
  new URL("../test/contracts/prefect-routes.json", import.meta.url),
  `{\n  "unpublished": ${JSON.stringify(unpublished)},\n  "routes": {\n${lines(Object.entries(facts.routes))}\n  },\n  "objects": {\n${lines(objects)}\n  }\n}\n`,
);
