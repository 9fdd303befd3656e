import { sql } from "kysely";
import { expect, test } from "vitest";
import { postgresUrl, temporaryDatabase } from "../../../../test/support/postgres.ts";
import { insertFlowRun } from "../../../../test/support/stored-runs.ts";
import { systemClock } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { findForUpdate, statement } from "../statement.ts";
import { openStore, type Store, type Tx } from "../store.ts";

const isMissing = (await postgresUrl()) === null;

/** Several servers on one database. */
async function servers(count: number, connections = 4): Promise<{ stores: Store[]; url: string } & AsyncDisposable> {
  const database = await temporaryDatabase();
  const open = () => openStore({ database: database.url, clock: systemClock, connections });
  const stores = await Promise.all(Array.from({ length: count }, open));
  return {
    stores,
    url: database.url,
    async [Symbol.asyncDispose]() {
      await Promise.all(stores.map((store) => store.close()));
      await database[Symbol.asyncDispose]();
    },
  };
}

const addVariable = (tx: Tx, name: string) =>
  tx.db.insertInto("variable").values({ id: uuidv7(), created: 1, updated: 1, name, tags: [], value: "0" }).execute();

test.skipIf(isMissing)("servers that open an empty database at the same moment migrate it once", async () => {
  await using database = await servers(4);
  for (const store of database.stores) {
    expect(await store.read((db) => db.selectFrom("flow_run").select("id").execute())).toEqual([]);
  }
});

test.skipIf(isMissing)("a commit on one server is told on the others", async () => {
  await using database = await servers(2);
  const [here, there] = database.stores as [Store, Store];
  const { promise: told, resolve } = Promise.withResolvers<string[]>();
  there.onCommit((topics) => topics.has("variable") && resolve([...topics]));
  for (let tries = 0; tries < 100; tries++) {
    await here.write((tx) => tx.touch("variable")); // a hint may be lost while the other one begins to listen
    if (
      await Promise.race([
        told.then(() => true),
        here.read((db) => sql`SELECT pg_sleep(0.05)`.execute(db)).then(() => false),
      ])
    )
      break;
  }
  expect(await told).toContain("variable");
});

test.skipIf(isMissing)("S1: a query past its deadline rejects, and its connection goes on", async () => {
  await using database = await servers(1, 1);
  const [store] = database.stores as [Store];
  const slow = store.read((db) => sql`SELECT pg_sleep(30)`.execute(db), { deadlineMs: 50 });
  await expect(slow).rejects.toMatchObject({ code: "read-deadline-exceeded", deadlineMs: 50 });
  expect(await store.read((db) => db.selectFrom("variable").select("name").execute(), { deadlineMs: 5000 })).toEqual(
    [],
  );
});

test.skipIf(isMissing)(
  "units that wait for each other in a circle are run again until both are committed",
  async () => {
    await using database = await servers(1);
    const [store] = database.stores as [Store];
    await store.write(async (tx) => {
      await addVariable(tx, "a");
      await addVariable(tx, "b");
    });
    const bothHaveOne = Promise.withResolvers<void>();
    let holding = 0;
    const increase = (names: [string, string]) =>
      store.write(async (tx) => {
        for (const [at, name] of names.entries()) {
          await sql`UPDATE variable SET value = value::int + 1 WHERE name = ${name}`.execute(tx.db);
          if (at > 0) continue;
          if (++holding === 2) bothHaveOne.resolve();
          await bothHaveOne.promise;
        }
      });
    await Promise.all([increase(["a", "b"]), increase(["b", "a"])]);
    const rows = await store.read((db) =>
      db.selectFrom("variable").select(["name", "value"]).orderBy("name").execute(),
    );
    expect(rows).toEqual([
      { name: "a", value: "2" },
      { name: "b", value: "2" },
    ]);
  },
);

test.skipIf(isMissing)("prepared statements that a pooler has lost are done without", async () => {
  await using database = await servers(1, 1);
  const [store] = database.stores as [Store];
  const hot = statement("test-count", "SELECT COUNT(*) AS level FROM variable WHERE name = ?", ["name"]);
  const count = () => store.write((tx) => tx.all<{ level: number }>(hot, ["a"]));
  expect(await count()).toEqual([{ level: 0 }]);
  await store.write((tx) => sql`DEALLOCATE ALL`.execute(tx.db));
  expect(await count()).toEqual([{ level: 0 }]);
});

test.skipIf(isMissing)("a failed statement whose error nobody looked at does not pass for a commit", async () => {
  await using database = await servers(1);
  const [store] = database.stores as [Store];
  const careless = store.write(async (tx) => {
    await addVariable(tx, "a");
    await addVariable(tx, "a").catch(() => {});
  });
  await expect(careless).rejects.toThrow("nobody looked at its error");
  expect(await store.read((db) => db.selectFrom("variable").select("name").execute())).toEqual([]);
});

test.skipIf(isMissing)("a server that is not there is named without its password", async () => {
  const opening = openStore({ database: "postgresql://me:secret@127.0.0.1:1/sluice", clock: systemClock });
  await expect(opening).rejects.toMatchObject({
    trouble: "unavailable",
    message: expect.not.stringContaining("secret"),
  });
});

test.skipIf(isMissing)("S5: rows are locked in the order of their ids, whatever the order of a batch", async () => {
  await using database = await servers(1);
  const [store] = database.stores as [Store];
  const [first, second] = [uuidv7(), uuidv7()];
  for (const id of [second, first]) await store.write((tx) => insertFlowRun(tx, { id })); // lie in the other order
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holder = store.write(async (tx) => {
    await tx.findRows(lockRuns, [first]);
    held.resolve();
    await release.promise;
  });
  await held.promise;
  const both = store.write((tx) => tx.findRows(lockRuns, [second, first]));
  await untilSomebodyWaits(store);
  const free = await store.write(async (tx) => {
    const one = sql`SELECT id FROM flow_run WHERE id = ${second} FOR UPDATE SKIP LOCKED`;
    return (await one.execute(tx.db)).rows;
  });
  release.resolve();
  await holder;
  expect(await both).toHaveLength(2);
  expect(free).toHaveLength(1); // the later row is not locked while the earlier one is waited for
});

const lockRuns = findForUpdate("lock-runs-in-a-test", "flow_run", ["id"]);

async function untilSomebodyWaits(store: Store): Promise<void> {
  const waiting = sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while ((await store.read((db) => waiting.execute(db))).rows.length === 0);
}
