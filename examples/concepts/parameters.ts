// Parameters are named, checked and recorded, so that a run can be read, repeated, and started by name.

import { z } from "zod";
import { flow, runtime } from "../../src/index.ts";

// Positional: the names are read from the function.
const plain = flow("plain", async (urls: string[], top = 10) => [
  urls.length,
  top,
  Object.keys(runtime.flowRun.parameters),
]);

// One schema for an object: types, checks, defaults and conversions.
const report = flow(
  {
    name: "report",
    parameters: z.object({
      day: z.iso.date(),
      limit: z.coerce.number().int().max(1000).default(50),
      format: z.enum(["html", "text"]).default("text"),
    }),
  },
  async ({ day, limit, format }) => `${day}, ${limit} rows as ${format}`,
);

// Schemas by name for positional ones.
const crawl = flow(
  { name: "crawl", parameters: { urls: z.array(z.url()), depth: z.number().int().default(2) } },
  async (urls: string[], depth?: number) => `${urls.length} sites, ${depth} deep`,
);

console.log(await plain(["a", "b"]));
console.log(await report({ day: "2026-01-31", limit: "20" }));
console.log(await crawl(["https://example.com"]));

// What does not fit fails the run, and the body never starts.
const state = await report({ day: "tomorrow", limit: 5000 }).state();
console.log(state.message);

// Prints:
//   [ 2, 10, [ 'urls', 'top' ] ]
//   2026-01-31, 20 rows as text
//   1 sites, 2 deep
//   Validation of flow parameters failed with error: ParameterTypeError: Flow "report" was called with parameters that do not fit:
//     day: Invalid ISO date
//     limit: Too big: expected number to be <=1000
