// Fills an empty database with a made-up year of runs, to measure what size costs (docs/performance.md, row 11).
//
//   node bench/seed.ts /tmp/million.db                    1,000,000 flow runs
//   node bench/seed.ts postgresql://… --flow-runs 50000   --task-runs 3 --logs 2

import { parseArgs } from "node:util";
import { systemClock } from "../src/lib/clock.ts";
import { openStore } from "../src/server/db/store.ts";
import { insertHistory } from "./seed/insert-history.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "flow-runs": { type: "string", default: "1000000" },
    "task-runs": { type: "string", default: "3" },
    logs: { type: "string", default: "2" },
  },
});
const [database] = positionals;
if (database === undefined) throw new Error("Say which database: a path, or a postgresql:// URL.");

const flowRuns = Number(values["flow-runs"]);
const size = { flowRuns, taskRuns: Number(values["task-runs"]), logs: Number(values.logs), now: systemClock.now() };
const store = await openStore({ database, clock: systemClock });
const started = performance.now();
const ids = await insertHistory(store, size, (done) => {
  if (done % 100_000 === 0) console.error(`${done} flow runs, ${((performance.now() - started) / 1000).toFixed(0)} s`);
});
await store.close();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
console.log(`${flowRuns} flow runs in ${seconds} s; one of them is ${ids.flowRun}`);
