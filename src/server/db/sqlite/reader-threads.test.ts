import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { systemClock } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { openStore, type Store } from "../store.ts";

async function storeWithReaders(readers: number): Promise<Store & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-readers-"));
  const store = await openStore({ database: join(folder, "sluice.db"), clock: systemClock, readers });
  return Object.assign(store, {
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  });
}

/** Counts for a time that grows with the rows: about four seconds for 20 million. */
const count = (rows: number) => sql<{ n: number }>`
  WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${sql.lit(rows)})
  SELECT count(*) AS n FROM counted`;

const addVariable = (store: Store, name: string) =>
  store.write((tx) =>
    tx.db
      .insertInto("variable")
      .values({ id: uuidv7(), created: 1, updated: 1, name, tags: ["a"], value: "1" })
      .execute(),
  );

const variables = (store: Store) =>
  store.read((db) => db.selectFrom("variable").select(["name", "tags"]).orderBy("name").execute(), {
    deadlineMs: 2000,
  });

test("S1: a reader thread sees what was committed before, as the writer's connection would", async () => {
  await using store = await storeWithReaders(2);
  await addVariable(store, "one");
  expect(await variables(store)).toEqual([{ name: "one", tags: ["a"] }]);
  await addVariable(store, "two");
  expect(await variables(store)).toHaveLength(2);
});

test("S1: a query past its deadline rejects, and stops neither other queries nor the event loop", async () => {
  await using store = await storeWithReaders(1);
  await addVariable(store, "one");
  await variables(store); // the thread has started
  const slow = store.read((db) => count(20_000_000).execute(db), { deadlineMs: 100 });
  const behind = variables(store);
  await expect(slow).rejects.toMatchObject({ code: "read-deadline-exceeded", deadlineMs: 100 });
  expect(await behind).toHaveLength(1);
});

test("H3: slow queries on every thread make others wait for their own deadline only", async () => {
  await using store = await storeWithReaders(1);
  const queries = Array.from({ length: 4 }, () => store.read((db) => count(2_000_000).execute(db), { deadlineMs: 50 }));
  for (const outcome of await Promise.allSettled(queries)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: "read-deadline-exceeded" } });
  }
});

test("a query that the database refuses says why", async () => {
  await using store = await storeWithReaders(1);
  await expect(store.read((db) => sql`SELECT * FROM nowhere`.execute(db))).rejects.toThrow("no such table: nowhere");
  await expect(store.read((db) => sql`DELETE FROM variable`.execute(db))).rejects.toThrow("readonly");
});
