import { describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { insertFlowRun, SetClock } from "../../../test/support/stored-runs.ts";
import { emptyDatabase } from "./empty-database.ts";
import { tableNames } from "./table-names.ts";
import { tableSizes } from "./table-sizes.ts";

describe.each(databases)("the tables on $name", ({ name, open, skip }) => {
  test.skipIf(skip)("each is told with its rows and bytes, and all are emptied", async () => {
    await using store = await open(new SetClock(1_760_000_000_000_000));
    await store.write((tx) => insertFlowRun(tx));
    const sizes = await tableSizes(store);
    expect(sizes.map(({ table }) => table).toSorted()).toEqual([...tableNames].toSorted());
    const runs = sizes.find(({ table }) => table === "flow_run")!;
    expect(runs.bytes).toBeGreaterThan(4_000);
    if (name === "SQLite") expect(runs.rows).toBe(1); // PostgreSQL counts later
    await emptyDatabase(store);
    expect(await store.read((db) => db.selectFrom("flow_run").select("id").execute())).toEqual([]);
    expect(await store.read((db) => db.selectFrom("meta").select("key").execute())).not.toEqual([]);
  });
});
