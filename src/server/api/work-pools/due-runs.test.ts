import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { deploy } from "../../../../test/support/deployments.ts";
import { markLateRuns } from "../../services/mark-late-runs.ts";

describe.each(databases)("due runs on $name", (database) => {
  test.skipIf(database.skip)("a worker is offered the runs of its pool by priority and time", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const low = await deploy(api, { name: "low", work_pool_name: "local" });
    const high = await deploy(api, { name: "high", work_pool_name: "local", work_queue_name: "urgent" });
    const elsewhere = await deploy(api, { name: "served" });
    await create(api, low, "first");
    await create(api, high, "urgent late", 5);
    await create(api, high, "urgent early", 3);
    await create(api, high, "too early", 60);
    await create(api, elsewhere, "not of this pool");
    expect(await offered(api)).toEqual(["urgent early", "urgent late", "first"]);
    expect(await offered(api, { work_queue_names: ["default"] })).toEqual(["first"]);
    expect(await offered(api, { limit: 2 })).toEqual(["urgent early", "urgent late"]);
    const params = { name: "local" };
    const unknown = { params, body: { work_queue_names: ["none"] } };
    expect((await api.try("POST /work_pools/{name}/get_scheduled_flow_runs", unknown)).status).toBe(404);
    const [first] = await api.call("POST /work_pools/{name}/get_scheduled_flow_runs", { params, body: { limit: 1 } });
    expect(first).toMatchObject({ flow_run: { name: "first", work_pool_name: "local", work_queue_name: "default" } });
  });

  test.skipIf(database.skip)("nothing is offered of what is paused", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const made = await deploy(api, { work_pool_name: "local" });
    await create(api, made, "a");
    const queue = { work_pool_name: "local", name: "default" };
    const pause = (is_paused: boolean) => ({ params: queue, body: { is_paused } });
    await api.call("PATCH /work_pools/{work_pool_name}/queues/{name}", pause(true));
    expect(await offered(api)).toEqual([]);
    await api.call("PATCH /work_pools/{work_pool_name}/queues/{name}", pause(false));
    expect(await offered(api)).toEqual(["a"]);
    await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { is_paused: true } });
    expect(await offered(api)).toEqual([]);
  });

  test.skipIf(database.skip)("a pool and a queue give no more runs than they have slots", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const made = await deploy(api, { work_pool_name: "local" });
    const runs = [];
    for (const name of ["a", "b", "c", "d"]) runs.push(await create(api, made, name));
    const queue = { work_pool_name: "local", name: "default" };
    await api.call("PATCH /work_pools/{work_pool_name}/queues/{name}", {
      params: queue,
      body: { concurrency_limit: 3 },
    });
    expect(await offered(api)).toEqual(["a", "b", "c"]);
    await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { concurrency_limit: 2 } });
    await enter(api, runs[0]!, "PENDING");
    expect(await offered(api)).toEqual(["b"]);
    await enter(api, runs[1]!, "PENDING");
    await enter(api, runs[1]!, "RUNNING");
    expect(await offered(api)).toEqual([]);
    const status = await api.call("POST /work_pools/{name}/concurrency_status", {
      params: { name: "local" },
      body: {},
    });
    expect(status).toMatchObject({ active_slots: 2, concurrency_limit: 2, count: 2 });
    expect(status.queues.map(({ queue_name, active_slots }) => `${queue_name} ${active_slots}`)).toEqual([
      "urgent 0",
      "default 2",
    ]);
    expect(status.queues[1]!.flow_runs.map(({ name }) => name).toSorted()).toEqual(["a", "b"]);
    const pool = await api.call("GET /work_pools/{name}", { params: { name: "local" } });
    expect(pool.active_slots).toBe(2);
    const ofQueue = { params: { id: pool.default_queue_id! }, body: { limit: 1 } };
    const slots = await api.call("POST /work_queues/{id:uuid}/concurrency_status", ofQueue);
    expect(slots).toMatchObject({
      active_slots: 2,
      concurrency_limit: 3,
      count: 2,
      pages: 2,
      flow_runs: [{ name: "a" }],
    });
  });

  test.skipIf(database.skip)("runs that wait for a slot hide none that can start (P25)", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const full = await deploy(api, { name: "full", work_pool_name: "local", concurrency_limit: 1 });
    const holder = await create(api, full, "holder");
    await enter(api, holder, "PENDING");
    for (let at = 0; at < 5; at++) {
      const bodies = Array.from({ length: 100 }, () => ({ name: "blocked" }));
      await api.call("POST /deployments/{id:uuid}/create_flow_run/bulk", { params: full, body: bodies });
    }
    api.clock.at += 1_000_000;
    const free = await deploy(api, { name: "free", work_pool_name: "local" });
    await create(api, free, "free");
    expect(await offered(api)).toEqual(["free"]);
    await enter(api, holder, "RUNNING");
    await enter(api, holder, "COMPLETED");
    expect(await offered(api, { limit: 200 })).toEqual(["blocked", "free"]); // one slot, one run
  });

  test.skipIf(database.skip)(
    "a run that is late because its deployment is full says so, and starts with the next slot",
    async () => {
      await using api = await openTestApi(database);
      await poolWithQueues(api);
      const full = await deploy(api, { name: "full", work_pool_name: "local", concurrency_limit: 1 });
      const holder = await create(api, full, "holder");
      await enter(api, holder, "PENDING");
      const blocked = await create(api, full, "blocked");
      api.clock.at += 60_000_000;
      await markLateRuns(api.store, api.clock);
      const state = async () => (await api.call("GET /flow_runs/{id:uuid}", { params: blocked })).state_name;
      expect(await state()).toBe("AwaitingConcurrencySlot");
      expect(await offered(api)).toEqual([]);
      await enter(api, holder, "RUNNING");
      await enter(api, holder, "COMPLETED");
      expect(await offered(api)).toEqual(["blocked"]);
      await enter(api, blocked, "PENDING");
      expect(await state()).toBe("Pending");
    },
  );

  test.skipIf(database.skip)("a run that its own process tries again is nobody else's", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const made = await deploy(api, { work_pool_name: "local" });
    const run = await create(api, made, "a", 0, { retries: 1, retry_delay: 0 });
    for (const type of ["PENDING", "RUNNING", "FAILED"] as const) await enter(api, run, type);
    expect((await api.call("GET /flow_runs/{id:uuid}", { params: run })).state_name).toBe("AwaitingRetry");
    expect(await offered(api)).toEqual([]);
  });

  test.skipIf(database.skip)("whoever asks makes deployments and queues ready, for a minute", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const worked = await deploy(api, { name: "worked", work_pool_name: "local" });
    const served = await deploy(api, { name: "served" });
    const status = async (one: { id: string }) =>
      (await api.call("GET /deployments/{id:uuid}", { params: one })).status;
    const run = await create(api, served, "due");
    const body = { deployment_ids: [served.id] };
    const runs = await api.call("POST /deployments/get_scheduled_flow_runs", { body });
    expect(runs.map(({ id }) => id)).toEqual([run.id]);
    expect([await status(served), await status(worked)]).toEqual(["READY", "NOT_READY"]);
    await offered(api);
    expect(await status(worked)).toBe("READY");
    const queue = { work_pool_name: "local", name: "default" };
    const read = () => api.call("GET /work_pools/{work_pool_name}/queues/{name}", { params: queue });
    expect((await read()).status).toBe("READY");
    api.clock.at += 60_000_000;
    expect([await status(served), await status(worked), (await read()).status]).toEqual([
      "NOT_READY",
      "NOT_READY",
      "NOT_READY",
    ]);
  });

  test.skipIf(database.skip)("a queue is unhealthy when a run of it is late or nobody asks it for runs", async () => {
    await using api = await openTestApi(database);
    await poolWithQueues(api);
    const made = await deploy(api, { work_pool_name: "local" });
    const params = { id: made.work_queue_id! };
    const health = () => api.call("GET /work_queues/{id:uuid}/status", { params });
    expect(await health()).toMatchObject({ healthy: false, late_runs_count: 0, last_polled: null });
    const ui = { params, body: {}, headers: { "x-prefect-ui": "true" } };
    await api.call("POST /work_queues/{id:uuid}/get_runs", ui);
    expect((await health()).last_polled).toBe(null);
    await api.call("POST /work_queues/{id:uuid}/get_runs", { params, body: {} });
    expect(await health()).toMatchObject({
      healthy: true,
      health_check_policy: { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 },
    });
    const run = await create(api, made, "a");
    const late = { state: { type: "SCHEDULED" as const, name: "Late" }, force: true };
    await api.call("POST /flow_runs/{id:uuid}/set_state", { params: run, body: late });
    expect(await health()).toMatchObject({ healthy: false, late_runs_count: 1 });
  });
});

async function poolWithQueues(api: TestApi): Promise<void> {
  await api.call("POST /work_pools/", { body: { name: "local" } });
  const params = { work_pool_name: "local" };
  await api.call("POST /work_pools/{work_pool_name}/queues", { params, body: { name: "urgent" } });
  const queue = { work_pool_name: "local", name: "urgent" };
  await api.call("PATCH /work_pools/{work_pool_name}/queues/{name}", { params: queue, body: { priority: 1 } });
}

/** A run that is due in so many seconds. */
async function create(api: TestApi, deployment: { id: string }, name: string, seconds = 0, empirical_policy?: object) {
  api.clock.at += 1000; // runs that are due at the same time are in the order in which they were made
  const scheduled_time = new Date(api.clock.at / 1000 + seconds * 1000).toISOString();
  const state = { type: "SCHEDULED" as const, state_details: { scheduled_time } };
  return api.call("POST /deployments/{id:uuid}/create_flow_run", {
    params: deployment,
    body: { name, state, ...(empirical_policy === undefined ? {} : { empirical_policy }) },
  });
}

async function enter(api: TestApi, run: { id: string }, type: "PENDING" | "RUNNING" | "FAILED" | "COMPLETED") {
  await api.call("POST /flow_runs/{id:uuid}/set_state", { params: run, body: { state: { type } } });
}

/** The names of the runs that a worker of the pool is offered, as it asks: ten seconds ahead. */
async function offered(api: TestApi, body: object = {}): Promise<string[]> {
  const scheduled_before = new Date(api.clock.at / 1000 + 10_000).toISOString();
  const runs = await api.call("POST /work_pools/{name}/get_scheduled_flow_runs", {
    params: { name: "local" },
    body: { scheduled_before, ...body },
  });
  return runs.map((one) => one.flow_run.name);
}
