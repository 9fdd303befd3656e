// performance.md row 11: every question that clients ask again and again finds its rows by an index or a roll-up.

import { CompiledQuery, type KyselyPlugin } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertHistory, type SeededIds } from "../../bench/seed/insert-history.ts";
import { createApp } from "../../src/server/app.ts";
import type { Store } from "../../src/server/db/store.ts";
import { countRunHours } from "../../src/server/services/count-run-hours.ts";
import { noon } from "../support/api.ts";
import { databases, type TemporaryStore } from "../support/databases.ts";
import { SetClock } from "../support/stored-runs.ts";
import { queryShapes } from "./query-shapes.ts";

const flowRuns = 20_000;
const clock = new SetClock(noon);
/** Tables that grow with every run. */
const large = ["flow_run", "task_run", "flow_run_state", "task_run_state", "log", "event", "event_resource"];

/** A text in a name, or a name that nobody has, is looked for newest first, within the deadline of a read. */
const walks = new Set([
  "flow runs whose name contains a text",
  "flow runs of a name",
  "runs of a name",
  "task runs of a name",
]);

const shapeNames = queryShapes(idsFor(""), noon)
  .filter(({ name }) => !walks.has(name))
  .map(({ name, route }) => ({ name, route }));

describe("on SQLite", () => {
  let store: TemporaryStore;
  let ids: SeededIds;
  beforeAll(async () => {
    store = await databases[0]!.open(clock);
    ids = await insertHistory(store, { flowRuns, now: noon });
    await countRunHours(store);
  });
  afterAll(async () => await store[Symbol.asyncDispose]());

  test.each(shapeNames)("$route $name", async ({ name }) => {
    const shape = queryShapes(ids, noon).find((one) => one.name === name)!;
    for (const query of await queriesOf(store, shape)) {
      const explained = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${query.sql}`, [...query.parameters]);
      const { rows } = await store.read((db) => db.executeQuery<{ detail: string }>(explained));
      const plan = rows.map(({ detail }) => detail);
      // Runs of several periods are a table of their own by that name.
      const tables = large.filter((table) => !plan.includes(`CO-ROUTINE ${table}`));
      const scans = plan.filter((step) => tables.some((table) => step.startsWith(`SCAN ${table}`)));
      // A walk along an index in the order that is asked for ends with the page; no other scan does.
      expect([
        query.sql,
        plan,
        scans.filter((step) => !/ USING (COVERING )?INDEX/.test(step) && !isIdOrder(query.sql)),
      ]).toEqual([query.sql, plan, []]);
      if (scans.length > 0)
        expect([query.sql, plan.includes("USE TEMP B-TREE FOR ORDER BY")]).toEqual([query.sql, false]);
    }
  });
});

describe.skipIf(databases[1]!.skip)("on PostgreSQL", () => {
  let store: TemporaryStore;
  let ids: SeededIds;
  beforeAll(async () => {
    store = await databases[1]!.open(clock);
    ids = await insertHistory(store, { flowRuns, now: noon });
    await countRunHours(store);
    await store.read((db) => db.executeQuery(CompiledQuery.raw("ANALYZE")));
  });
  afterAll(async () => await store[Symbol.asyncDispose]());

  test.each(shapeNames)("$route $name", async ({ name }) => {
    const shape = queryShapes(ids, noon).find((one) => one.name === name)!;
    for (const query of await queriesOf(store, shape)) {
      const explained = CompiledQuery.raw(`EXPLAIN ${query.sql}`, [...query.parameters]);
      // Of 20,000 rows all are read sooner than some: the planner tells here whether it could do otherwise.
      const { rows } = await store.read(
        async (db) => {
          await db.executeQuery(CompiledQuery.raw("SET LOCAL enable_seqscan = off"));
          return await db.executeQuery<{ "QUERY PLAN": string }>(explained);
        },
        { deadlineMs: 60_000 },
      );
      const plan = rows.map((row) => row["QUERY PLAN"]);
      const scans = plan.filter((step) => large.some((table) => step.includes(`Seq Scan on ${table} `)));
      expect([query.sql, plan.join("\n"), scans]).toEqual([query.sql, plan.join("\n"), []]);
    }
  });
});

/** The rows of these tables are in the order of their ids. */
function isIdOrder(sql: string): boolean {
  return /order by "?flow_run(_state)?"?\.?"?id|order by "?task_run(_state)?"?\.?"?id|flow_run\.id|task_run\.id/i.test(
    sql,
  );
}

type Shape = ReturnType<typeof queryShapes>[number];

/** What the server sends to its database to answer. */
async function queriesOf(store: Store, { route, body }: Shape): Promise<CompiledQuery[]> {
  const sent: CompiledQuery[] = [];
  const capturing: Store = {
    ...store,
    read: (query, options) =>
      store.read((db) => {
        const capture: KyselyPlugin = {
          transformQuery({ node, queryId }) {
            sent.push(db.getExecutor().compileQuery(node, queryId));
            return node;
          },
          transformResult: async ({ result }) => result,
        };
        return query(db.withPlugin(capture));
      }, options),
  };
  const { fetch } = createApp({ store: capturing, clock });
  const [method, path] = route.split(" ") as [string, string];
  const headers = { "content-type": "application/json" };
  const answer = await fetch(
    new Request(`http://sluice.test/api${path}`, { method, headers, body: JSON.stringify(body) }),
  );
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)]);
  return sent;
}

function idsFor(id: string): SeededIds {
  return { flows: [id], deployments: [id], pool: id, queue: id, flowRun: id, taskRun: id };
}
