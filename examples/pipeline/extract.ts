import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { cachePolicyFromFn, TASK_SOURCE, task } from "../../src/index.ts";
import { dataset } from "./dataset.ts";

/** Samples of one year's flights; what is in a small one is in the larger ones too. */
export const flightFiles = ["flights-2k.json", "flights-5k.json", "flights-10k.json", "flights-20k.json"];

/** The key is what the file holds: read once for all runs, and again when the file or this function changes. */
const sameContent = cachePolicyFromFn(async (_context, { file }) =>
  hash("sha256", await readFile(dataset(String(file)))),
);

export const extractFlights = task(
  {
    name: "extract-flights",
    taskRunName: "extract {file}",
    cachePolicy: sameContent.and(TASK_SOURCE),
    cacheExpiration: { days: 30 },
  },
  async (file: string) => JSON.parse(await readFile(dataset(file), "utf8")) as unknown[],
);
