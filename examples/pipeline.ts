// Which airports' flights left late in the first quarter of 2001? Real files, from the npm package vega-datasets.
//
//   npx node examples/pipeline.ts     run it; run it again, and the files are not read again: their tasks are Cached
//
// In a project of your own, import from "sluice".

import { join } from "node:path";
import { z } from "zod";
import { artifacts, flow, getRunLogger, transaction, unmapped } from "../src/index.ts";
import { fetchAirports } from "./pipeline/airports.ts";
import { extractFlights, flightFiles } from "./pipeline/extract.ts";
import { checkLoaded, delaysByAirport, loadFlights } from "./pipeline/load.ts";
import { delayReport } from "./pipeline/report.ts";
import { validateFlights } from "./pipeline/validate.ts";

const parameters = z.object({
  files: z.array(z.string()).default(flightFiles),
  database: z.string().default(join(import.meta.dirname, "flight-delays.db")),
  top: z.number().int().positive().default(10),
});

export const flightDelays = flow({ name: "flight-delays", parameters }, async ({ files, database, top }) => {
  const airports = fetchAirports.submit(); //                          starts now, and fails once before it works
  const extracts = extractFlights.map(files); //                       one task run for each file, side by side
  const checked = await validateFlights.map(extracts, unmapped(airports)).results();
  const flights = checked.flatMap(({ accepted }) => accepted);
  const rejected = checked.flatMap(({ rejected }) => rejected);

  // Both or neither: when the check fails, the table is dropped again.
  const loaded = await transaction(async (txn) => {
    txn.set("database", database);
    const rows = await loadFlights(flights, database);
    await checkLoaded(database, rows);
    return rows;
  });

  const delays = await delaysByAirport(database, airports, top);
  await artifacts.table({ key: "flight-delays", table: delays, description: "The latest airports of Q1 2001" });
  await artifacts.markdown({ key: "flight-delays-report", markdown: delayReport({ delays, loaded, rejected }) });

  getRunLogger().info("%d flights from %d files, %d rows rejected", loaded, files.length, rejected.length);
  return { loaded, rejected: rejected.length, latest: delays[0] };
});

if (import.meta.main) console.log(await flightDelays({}));
