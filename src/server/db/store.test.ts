import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { databases } from "../../../test/support/databases.ts";
import { systemClock } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { columnKindsByName } from "./migrations/index.ts";
import { insertOrIgnore } from "./statement.ts";
import type { Tx } from "./store.ts";

const addVariable = (tx: Tx, name: string) =>
  tx.db
    .insertInto("variable")
    .values({ id: uuidv7(), created: tx.now, updated: tx.now, name, tags: [], value: "1" })
    .execute();

describe.each(databases)("S1: a store on $name", ({ open, skip }) => {
  test.skipIf(skip)("commits units that are queued together, and undoes alone the one that throws", async () => {
    await using store = await open(systemClock);
    const names = ["a", "b", "c", "d"];
    const outcomes = await Promise.allSettled(
      names.map((name) =>
        store.write(async (tx) => {
          await addVariable(tx, name);
          if (name === "c") throw new Error("refused by its own code");
          return name;
        }),
      ),
    );
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
    const kept = await store.read((db) => db.selectFrom("variable").select("name").orderBy("name").execute());
    expect(kept.map(({ name }) => name)).toEqual(["a", "b", "d"]);
  });

  test.skipIf(skip)("undoes a unit whose statement the database refuses, and no other", async () => {
    await using store = await open(systemClock);
    const twice = [store.write((tx) => addVariable(tx, "same")), store.write((tx) => addVariable(tx, "same"))];
    const other = store.write((tx) => addVariable(tx, "other"));
    const outcomes = await Promise.allSettled(twice);
    await other;
    expect(outcomes.map((outcome) => outcome.status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test.skipIf(skip)("shows a read nothing of a unit that has not ended", async () => {
    await using store = await open(systemClock);
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    const { promise: hasWritten, resolve: written } = Promise.withResolvers<void>();
    const writing = store.write(async (tx) => {
      await addVariable(tx, "half-done");
      written();
      await mayEnd;
      throw new Error("undone");
    });
    await hasWritten;
    const reading = store.read((db) => db.selectFrom("variable").select("name").execute());
    for (let turns = 0; turns < 10; turns++) await nextTurn(); // a read that does not wait would be done by now
    end();
    await expect(writing).rejects.toThrow("undone");
    expect(await reading).toEqual([]);
  });

  test.skipIf(skip)("lets a part of a unit fail alone", async () => {
    await using store = await open(systemClock);
    await store.write(async (tx) => {
      await addVariable(tx, "kept");
      const failing = tx.savepoint(async () => {
        await addVariable(tx, "lost");
        await addVariable(tx, "kept");
      });
      await expect(failing).rejects.toThrow(/unique/i);
      await addVariable(tx, "kept too");
    });
    const kept = await store.read((db) => db.selectFrom("variable").select("name").orderBy("name").execute());
    expect(kept.map(({ name }) => name)).toEqual(["kept", "kept too"]);
  });

  test.skipIf(skip)("T3: tells after the commit what a unit has touched, and nothing of one that failed", async () => {
    await using store = await open(systemClock);
    const told: string[][] = [];
    store.onCommit((topics) => told.push([...topics]));
    await store.write((tx) => tx.touch("variable"));
    const failing = store.write((tx) => {
      tx.touch("flow");
      throw new Error("undone");
    });
    await expect(failing).rejects.toThrow("undone");
    expect(told).toEqual([["variable"]]);
  });

  test.skipIf(skip)("gives back ids, times, lists, values and booleans as they were written", async () => {
    await using store = await open(systemClock);
    const id = uuidv7();
    const time = 1_795_592_069_322_084;
    const flow = { id, created: time, updated: time, name: "etl", tags: ["a", "b"], labels: { retries: 3, hot: true } };
    await store.write((tx) => tx.db.insertInto("flow").values(flow).execute());
    const query = { byId: id, byOther: uuidv7() };
    const found = await store.read((db) =>
      db.selectFrom("flow").selectAll().where("id", "in", Object.values(query)).execute(),
    );
    expect(found.map((row) => ({ ...row }))).toEqual([flow]);
  });

  test.skipIf(skip)("tells of each row of a batch whether it was there already", async () => {
    await using store = await open(systemClock);
    const insert = insertOrIgnore("flow", ["id", "created", "updated", "name", "tags", "labels"]);
    const row = (name: string) => [uuidv7(), 1, 1, name, [], {}];
    const [first, second] = [row("first"), row("second")];
    await store.write(async (tx) => {
      expect(await tx.runRows(insert, [first])).toEqual([true]);
      expect(await tx.runRows(insert, [first, second, second])).toEqual([false, true, false]);
    });
  });

  test.skipIf(skip)("refuses work after it was closed", async () => {
    const store = await open(systemClock);
    await store[Symbol.asyncDispose]();
    await expect(store.write(() => 1)).rejects.toMatchObject({ trouble: "closed" });
    await expect(store.read(async () => 1)).rejects.toMatchObject({ trouble: "closed" });
  });
});

test("a column name means the same kind in every table", () => {
  expect(columnKindsByName.get("id")).toBe("uuid"); // collecting the kinds throws on a name with two of them
});
