// Row 11 of docs/performance.md: how long each question that clients ask again and again takes on a seeded database.
//
//   node bench/shapes.ts /tmp/million.db      after  node bench/seed.ts /tmp/million.db

import { systemClock } from "../src/lib/clock.ts";
import { createApp } from "../src/server/app.ts";
import { openStore } from "../src/server/db/store.ts";
import { countRunHours } from "../src/server/services/count-run-hours.ts";
import { queryShapes } from "../test/contracts/query-shapes.ts";
import { idsOf } from "./seed/ids-of.ts";

const [database, only] = process.argv.slice(2);
if (database === undefined) throw new Error("Say which database: a path, or a postgresql:// URL.");
const times = 10;

const store = await openStore({ database, clock: systemClock, readers: 2 });
const counting = performance.now();
const hours = await countRunHours(store);
if (hours > 0) console.log(`counted ${hours} hours in ${((performance.now() - counting) / 1000).toFixed(1)} s`);
const { fetch } = createApp({ store, clock: systemClock, settings: { readDeadlineMs: 60_000 } });
const { ids, now } = await idsOf(store);

const lines: { name: string; median: number; p95: number; status: number }[] = [];
for (const { name, route, body } of queryShapes(ids, now)) {
  if (only !== undefined && !name.includes(only)) continue;
  const millis: number[] = [];
  let status = 0;
  for (let at = 0; at < times; at++) {
    const started = performance.now();
    const [method, path] = route.split(" ") as [string, string];
    const answer = await fetch(
      new Request(`http://bench.test/api${path}`, {
        method,
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    );
    await answer.text();
    status = answer.status;
    millis.push(performance.now() - started);
  }
  millis.sort((a, b) => a - b);
  lines.push({ name: `${route.split(" ")[1]} ${name}`, median: millis[times / 2]!, p95: millis.at(-2)!, status });
}
await store.close();
for (const { name, median, p95, status } of lines.toSorted((a, b) => b.p95 - a.p95)) {
  console.log(
    `${median.toFixed(1).padStart(8)} ms ${p95.toFixed(1).padStart(8)} ms  ${name}${status === 200 ? "" : ` → ${status}`}`,
  );
}
