import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { insertLocalFlowRun } from "../../../test/support/stored-runs.ts";
import { systemClock } from "../../lib/clock.ts";
import { spoolPath } from "../../lib/home.ts";
import { ownProcess } from "../../lib/process-identity.ts";
import { appendToSpool } from "../../lib/spool.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { openStore } from "../../server/db/store.ts";
import { sweepLeases } from "../../server/services/sweep-leases.ts";
import { apiUrls, deliverSpools } from "./deliver-spools.ts";

test("R4: what an ended process had left for the server counts, though its runs are swept right after the start", async () => {
  const home = mkdtempSync(join(tmpdir(), "sluice-spools-"));
  const store = await openStore({ database: join(home, "sluice.db"), clock: systemClock });
  try {
    const gone = { ...ownProcess(), pid_started: "before", node: "v24", sdk: "0" };
    const { id, token } = await store.write((tx) => insertLocalFlowRun(tx, { owner: gone }));
    const states = [
      { type: "RUNNING", name: "Running" },
      { type: "COMPLETED", name: "Completed" },
    ].map((state, at) => ({ ...state, id: uuidv7(), timestamp: systemClock.now() + at }));
    const targets = apiUrls({ host: "127.0.0.1", port: 4200 });
    const folder = spoolPath(home, "http://localhost:4200/api");
    appendToSpool(
      folder,
      states.map((state, n) => ({ kind: "flow-state", n, attempt: token, id, state })),
    );

    await deliverSpools(store, { home, targets });
    await sweepLeases(store);

    const run = await store.read((db) => db.selectFrom("flow_run").select("state_name").executeTakeFirst());
    expect(run?.state_name).toBe("Completed");
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    await store.close();
    rmSync(home, { recursive: true });
  }
});
