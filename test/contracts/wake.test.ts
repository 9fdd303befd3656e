// Whoever waits for work is told at the commit that brought it, whichever way it reaches the server and whoever wrote it.

import { describe, expect, test } from "vitest";
import { openHttpApi } from "../../src/client/http-api.ts";
import { wakes } from "../../src/client/wake.ts";
import { createClient } from "../../src/client/client.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { createApp } from "../../src/server/app.ts";
import { openStore } from "../../src/server/db/store.ts";
import { listen } from "../../src/server/listen.ts";
import { type Database, databases } from "../support/databases.ts";

interface Way extends AsyncDisposable {
  /** Where somebody waits. */
  waits: { url: string; fetch: (request: Request) => Promise<Response> };
  /** Where somebody else writes. */
  writes: { url: string; fetch: (request: Request) => Promise<Response> };
  restart?(): Promise<void>;
}

const local = "http://sluice.test/api";

async function direct(database: Database): Promise<Way> {
  const store = await database.open(systemClock);
  const { fetch } = createApp({ store });
  const api = { url: local, fetch };
  return { waits: api, writes: api, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

async function http(database: Database): Promise<Way> {
  const store = await database.open(systemClock);
  let app = createApp({ store });
  let listening = await listen(app);
  const { port, url } = listening;
  const api = await openHttpApi({ url: `${url}/api` });
  return {
    waits: api,
    writes: { url: local, fetch: (request) => app.fetch(request) },
    async restart() {
      await listening.close();
      app = createApp({ store });
      listening = await listen(app, { port });
    },
    async [Symbol.asyncDispose]() {
      await listening.close();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Two servers on one database: one hears what the other has committed. */
async function twoServers(database: Database): Promise<Way> {
  const mine = await database.open(systemClock);
  const other = await openStore({ database: mine.database, clock: systemClock });
  return {
    waits: { url: local, fetch: createApp({ store: mine }).fetch },
    writes: { url: local, fetch: createApp({ store: other }).fetch },
    async [Symbol.asyncDispose]() {
      await other.close();
      await mine[Symbol.asyncDispose]();
    },
  };
}

const ways = { "in this process": direct, "over HTTP": http, "from another server": twoServers };

for (const database of databases) {
  describe.each(Object.entries(ways))(`${database.name}, %s`, (_name, open) => {
    test.skipIf(database.skip)(
      "a run of a deployment wakes who waits for the deployment, its pool and the run",
      async () => {
        await using way = await open(database);
        const client = createClient({ ...way.writes, baseUrl: way.writes.url });
        const deployment = await deploy(client, "pool-1");
        await using waiting = listenTo(way.waits, [
          `deployment:${deployment.id}`,
          "work-pool:pool-1",
          "work-pool:none",
        ]);
        await waiting.begun();
        const run = await client.call("POST /deployments/{id:uuid}/create_flow_run", {
          params: { id: deployment.id },
          body: {},
        });
        await waiting.until(`deployment:${deployment.id}`, "work-pool:pool-1");

        await using ofRun = listenTo(way.waits, [`flow-run:${run.id}`]);
        await ofRun.begun();
        await client.call("POST /flow_runs/{id:uuid}/set_state", {
          params: { id: run.id },
          body: { state: { type: "CANCELLING" } },
        });
        await expect(ofRun.until(`flow-run:${run.id}`)).resolves.toBeUndefined();
      },
    );

    test.skipIf(database.skip)("slots that are given back wake who waits for their limit", async () => {
      await using way = await open(database);
      const client = createClient({ ...way.writes, baseUrl: way.writes.url });
      await client.call("POST /v2/concurrency_limits/", { body: { name: "gpu", limit: 1 } });
      const occupied = { names: ["gpu"], slots: 1, mode: "concurrency" as const };
      await client.call("POST /v2/concurrency_limits/increment", { body: occupied });
      await using waiting = listenTo(way.waits, ["limit:gpu"]);
      await waiting.begun();
      await client.call("POST /v2/concurrency_limits/decrement", { body: occupied });
      await expect(waiting.until("limit:gpu")).resolves.toBeUndefined();
    });

    test.skipIf(database.skip)("a pool that is made later is told of by its name", async () => {
      await using way = await open(database);
      const client = createClient({ ...way.writes, baseUrl: way.writes.url });
      await using waiting = listenTo(way.waits, ["work-pool:later"]);
      await waiting.begun();
      const deployment = await deploy(client, "later");
      await waiting.until("work-pool:later");
      await client.call("POST /deployments/{id:uuid}/create_flow_run", { params: { id: deployment.id }, body: {} });
      await expect(waiting.until("work-pool:later")).resolves.toBeUndefined();
    });
  });
}

test("after the server was away everything is told once, without being asked again", async () => {
  await using way = await http(databases[0]!);
  await using waiting = listenTo(way.waits, ["flow-run:0199", "limit:x"]);
  await waiting.begun();
  await way.restart!();
  await expect(waiting.until("flow-run:0199", "limit:x")).resolves.toBeUndefined();
});

test("topics of no kind are refused", async () => {
  await using way = await direct(databases[0]!);
  const send = (topics: unknown) =>
    way.waits.fetch(
      new Request(`${local}/sluice/wake`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ topics }),
      }),
    );
  for (const topics of [[], ["*"], ["flow-run:"], ["block:x"], "flow-run:1", [1], Array(1001).fill("limit:x")])
    expect((await send(topics)).status).toBe(422);
});

test("waiting ends with its signal and where a server has no such route", async () => {
  await using way = await direct(databases[0]!);
  const stop = new AbortController();
  const topics: string[] = [];
  for await (const topic of wakes(way.waits, ["limit:x"], { signal: stop.signal })) {
    topics.push(topic);
    stop.abort();
  }
  expect(topics).toEqual(["limit:x"]);
  const elsewhere = { url: local, fetch: () => Promise.resolve(new Response("{}", { status: 404 })) };
  for await (const topic of wakes(elsewhere, ["limit:x"], { signal: AbortSignal.timeout(60_000) })) topics.push(topic);
  expect(topics).toEqual(["limit:x"]);
});

type Client = ReturnType<typeof createClient>;

async function deploy(client: Client, pool: string) {
  await client.call("POST /work_pools/", { body: { name: pool, type: "process" } });
  const { id: flow_id } = await client.call("POST /flows/", { body: { name: "crawl" } });
  return client.call("POST /deployments/", { body: { name: pool, flow_id, work_pool_name: pool } });
}

/** Collects what is told; `until` forgets what it has waited for. */
function listenTo(api: Way["waits"], topics: readonly string[]) {
  const stop = new AbortController();
  const heard = new Set<string>();
  let news = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const topic of wakes(api, topics, { signal: stop.signal, pauseMs: 20 })) {
      heard.add(topic);
      news.resolve();
      news = Promise.withResolvers();
    }
  })();
  async function until(...expected: string[]): Promise<void> {
    while (!expected.every((topic) => heard.has(topic))) await news.promise;
    for (const topic of expected) heard.delete(topic);
  }
  return {
    until,
    begun: () => until(...topics),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}
