// One of the eight processes of sqlite-processes.test.ts: opens, writes and closes one file in a loop, prints the
// name of every row that was acknowledged, and after each round the longest stop of its event loop.

import { monitorEventLoopDelay } from "node:perf_hooks";
import { systemClock } from "../../src/lib/clock.ts";
import { uuidv7 } from "../../src/lib/uuid.ts";
import { openStore } from "../../src/server/db/store.ts";

const [file = "", untilMillis = "0"] = process.argv.slice(2);
const stops = monitorEventLoopDelay({ resolution: 1 });

while (Date.now() < Number(untilMillis)) {
  const store = await openStore({ database: file, clock: systemClock });
  stops.enable(); // opening may stop it: that is where SQLite recovers
  for (let written = 0; written < 25 && Date.now() < Number(untilMillis); written++) {
    const name = uuidv7();
    const row = { id: name, created: 1, updated: 1, name, tags: [], value: "1" };
    await store.write((tx) => tx.db.insertInto("variable").values(row).execute());
    process.stdout.write(`${name}\n`);
    await store.read((db) => db.selectFrom("variable").select("id").where("id", "=", name).executeTakeFirstOrThrow());
  }
  stops.disable();
  process.stdout.write(`longest stop ${stops.max / 1e6}\n`);
  await store.close();
}
