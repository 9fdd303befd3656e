// Three servers on one PostgreSQL, of which one is killed every few seconds, are to their clients one server.

import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Client, createClient } from "../../src/client/client.ts";
import { isHttpStatusError } from "../../src/client/http-errors.ts";
import { makeWorkplace, type RunningServer, type Workplace } from "../support/command-line.ts";
import { postgresUrl, temporaryDatabase } from "../support/postgres.ts";

const loadSeconds = Number(process.env["CHAOS_SECONDS"] ?? 30);
const secondsBetweenKills = 3;
const workers = 8;
const slots = 3;
const intervalSeconds = 2;

/** The servers behind one address, as a load balancer has them: it knows of a death a moment too late. */
class Fleet {
  readonly #servers: RunningServer[] = [];
  readonly #workplace: Workplace;
  readonly #database: string;
  /** Answers that an ordinary client does not ask again for. */
  readonly unexpected: string[] = [];
  kills = 0;

  constructor(workplace: Workplace, database: string) {
    this.#workplace = workplace;
    this.#database = database;
  }

  async add(): Promise<void> {
    this.#servers.push(await this.#workplace.serve([], { SLUICE_DATABASE_URL: this.#database }));
  }

  async killOne(): Promise<void> {
    const at = Math.floor(Math.random() * this.#servers.length);
    const [killed] = this.#servers.splice(at, 1);
    await killed!.stop("SIGKILL");
    this.kills++;
    await this.add();
  }

  readonly client: Client = createClient({
    baseUrl: "http://fleet/api",
    retry: { retries: 20, sleep: () => sleep(100) },
    fetch: async (request) => {
      const { api } = this.#servers[Math.floor(Math.random() * this.#servers.length)]!;
      const sent = new Request(request.url.replace("http://fleet/api", api), request);
      const response = await fetch(sent);
      if (response.status >= 500 && response.status !== 503)
        this.unexpected.push(`${response.status} ${request.url} ${await response.clone().text()}`);
      return response;
    },
  });
}

/** What workers saw. */
class Ledger {
  readonly claims = new Map<string, number>();
  readonly completed = new Set<string>();
  held = 0;
  mostHeld = 0;

  claimedTwice(): string[] {
    return [...this.claims].filter(([, times]) => times > 1).map(([id]) => id);
  }

  hold(change: 1 | -1): void {
    this.held += change;
    this.mostHeld = Math.max(this.mostHeld, this.held);
  }
}

test.skipIf((await postgresUrl()) === null)(
  "three servers on one PostgreSQL lose no schedule and give nothing out twice while one after the other is killed",
  async () => {
    await using database = await temporaryDatabase();
    await using workplace = await makeWorkplace();
    const fleet = new Fleet(workplace, database.url);
    await fleet.add(); // the first one makes the tables
    await Promise.all([fleet.add(), fleet.add()]);
    const { client } = fleet;
    const deployments = await Promise.all(["a", "b", "c"].map((name) => deployEvery2Seconds(client, name)));
    await client.call("POST /v2/concurrency_limits/", { body: { name: "database", limit: slots } });

    await Promise.all(deployments.map((id) => untilScheduled(client, id)));

    const ledger = new Ledger();
    const stop = AbortSignal.timeout(loadSeconds * 1000);
    const loads = Array.from({ length: workers }, () => work(client, { deployments, ledger, stop }));
    while (!stop.aborted) {
      await sleep(secondsBetweenKills * 1000);
      await fleet.killOne();
    }
    await Promise.all(loads);

    expect(fleet.kills).toBeGreaterThan(2);
    expect(fleet.unexpected).toEqual([]);
    expect(await historiesOf(client, ledger.claimedTwice())).toEqual([]);
    expect(ledger.mostHeld).toBeLessThanOrEqual(slots);
    expect(ledger.completed.size).toBeGreaterThan(0);
    for (const id of deployments) await expectWholeSchedule(client, id, ledger);
  },
  180_000,
);

async function deployEvery2Seconds(client: Client, name: string): Promise<string> {
  const { id: flow_id } = await client.call("POST /flows/", { body: { name } });
  const schedules = [{ schedule: { interval: intervalSeconds } }];
  const { id } = await client.call("POST /deployments/", { body: { name, flow_id, schedules } });
  return id;
}

async function untilScheduled(client: Client, id: string): Promise<void> {
  const body = { flow_runs: { deployment_id: { any_: [id] } } };
  while ((await client.call("POST /flow_runs/count", { body })) === 0) await sleep(200);
}

interface Shift {
  deployments: string[];
  ledger: Ledger;
  stop: AbortSignal;
}

/** What a reader of a failure needs to know. */
async function historiesOf(client: Client, ids: readonly string[]): Promise<unknown[]> {
  return await Promise.all(
    ids.map(async (id) => {
      const states = await client.call("GET /flow_run_states/", { query: { flow_run_id: id } });
      return states.map(({ name, timestamp }) => `${timestamp} ${name}`);
    }),
  );
}

/** Claims what is due, and runs it under a limit, until it is time to stop; what is begun is ended. */
async function work(client: Client, { deployments, ledger, stop }: Shift): Promise<void> {
  while (!stop.aborted) {
    const due = await client.call("POST /deployments/get_scheduled_flow_runs", {
      body: { deployment_ids: deployments, limit: 5 },
    });
    for (const { id } of due) {
      if (!(await propose(client, id, "PENDING"))) continue;
      ledger.claims.set(id, (ledger.claims.get(id) ?? 0) + 1);
      await propose(client, id, "RUNNING");
      await underLimit(client, ledger);
      await propose(client, id, "COMPLETED");
      ledger.completed.add(id);
    }
    await sleep(50);
  }
}

async function propose(client: Client, id: string, type: "PENDING" | "RUNNING" | "COMPLETED"): Promise<boolean> {
  const { status } = await client.call("POST /flow_runs/{id:uuid}/set_state", {
    params: { id },
    body: { state: { type } },
  });
  return status === "ACCEPT";
}

/** Takes a slot and gives it back; where none is free, goes without. */
async function underLimit(client: Client, ledger: Ledger): Promise<void> {
  const names = ["database"];
  try {
    const { lease_id } = await client.call("POST /v2/concurrency_limits/increment-with-lease", {
      body: { names, slots: 1, mode: "concurrency", lease_duration: 60 },
    });
    ledger.hold(1);
    await sleep(5);
    ledger.hold(-1);
    await client.call("POST /v2/concurrency_limits/decrement-with-lease", { body: { lease_id } });
  } catch (error) {
    if (!isHttpStatusError(error, 423)) throw error;
  }
}

/** One run for each time, from the first to the last; every one that was claimed has completed. */
async function expectWholeSchedule(client: Client, id: string, ledger: Ledger): Promise<void> {
  const runs = await client.call("POST /flow_runs/filter", {
    body: { flow_runs: { deployment_id: { any_: [id] } }, sort: "EXPECTED_START_TIME_ASC", limit: 200 },
  });
  const times = runs.map((run) => Date.parse(run.expected_start_time!));
  const gaps = times.slice(1).map((time, at) => (time - times[at]!) / 1000);
  expect(gaps.filter((gap) => gap !== intervalSeconds)).toEqual([]);
  const claimed = runs.filter((run) => ledger.completed.has(run.id));
  expect(claimed.filter((run) => run.state_type !== "COMPLETED" || run.run_count !== 1)).toEqual([]);
}
