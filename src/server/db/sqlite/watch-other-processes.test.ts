import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../../lib/clock.ts";
import { openStore } from "../store.ts";

test("S2: who waits for a change hears that another connection has written to the file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-watch-"));
  const open = () => openStore({ database: join(folder, "sluice.db"), clock: systemClock });
  const [here, there] = [await open(), await open()];
  const heard = new Promise<string[]>((resolve) => there.onCommit((topics) => resolve([...topics])));
  const flow = { created: 1, updated: 1, tags: [], labels: {} };
  let written = 0;
  const writing = setInterval(() => {
    const id = `00000000-0000-7000-8000-${String(++written).padStart(12, "0")}`;
    void here.write((tx) =>
      tx.db
        .insertInto("flow")
        .values({ ...flow, id, name: id })
        .execute(),
    );
  }, 20);
  expect(await heard).toEqual(["*"]);
  clearInterval(writing);
  await here.close();
  await there.close();
  rmSync(folder, { recursive: true });
});
