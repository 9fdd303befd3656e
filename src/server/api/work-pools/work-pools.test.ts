import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";

const template = {
  job_configuration: { command: "{{ command }}", env: "{{ env }}", image: "{{ $IMAGE }}" },
  variables: {
    type: "object",
    properties: { command: { type: "string", default: "run" }, env: { type: "object", default: {} } },
  },
};

describe.each(databases)("work pools on $name", (database) => {
  test.skipIf(database.skip)("a pool comes with its default queue, and goes with its queues and workers", async () => {
    await using api = await openTestApi(database);
    const pool = await api.call("POST /work_pools/", { body: { name: "local", type: "process" } });
    expect(pool).toMatchObject({ name: "local", type: "process", status: "NOT_READY", active_slots: null });
    const queue = await api.call("GET /work_queues/{id:uuid}", { params: { id: pool.default_queue_id! } });
    expect(queue).toMatchObject({ name: "default", priority: 1, work_pool_name: "local" });
    await heartbeat(api, "local", "w1");
    await api.call("DELETE /work_pools/{name}", { params: { name: "local" } });
    expect((await api.try("GET /work_queues/{id:uuid}", { params: queue })).status).toBe(404);
    expect(await api.try("GET /work_pools/{name}", { params: { name: "local" } })).toMatchObject({
      status: 404,
      body: { detail: 'Work pool "local" not found.' },
    });
  });

  test.skipIf(database.skip)("a name is taken once, and those of Prefect's own pools are reserved", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "local" } });
    expect((await api.try("POST /work_pools/", { body: { name: "local" } })).status).toBe(409);
    expect((await api.try("POST /work_pools/", { body: { name: "Prefect-x" } })).status).toBe(403);
    expect((await api.try("POST /work_pools/", { body: { name: "a/b" } })).status).toBe(422);
  });

  test.skipIf(database.skip)("a base job template declares what it uses", async () => {
    await using api = await openTestApi(database);
    const make = (base_job_template: object, name: string) =>
      api.try("POST /work_pools/", { body: { name, base_job_template: base_job_template as never } });
    expect((await make(template, "a")).status).toBe(201);
    expect((await make({ job_configuration: {} }, "b")).status).toBe(422);
    expect((await make({ ...template, job_configuration: { image: "{{ image }}" } }, "c")).status).toBe(422);
    const kept = await api.call("GET /work_pools/{name}", { params: { name: "a" } });
    expect(kept.base_job_template).toEqual(template);
  });

  test.skipIf(database.skip)(
    "a pool is ready while one of its workers is heard, and paused when it is told to be",
    async () => {
      await using api = await openTestApi(database);
      await api.call("POST /work_pools/", { body: { name: "local" } });
      const status = async () => (await api.call("GET /work_pools/{name}", { params: { name: "local" } })).status;
      const workers = (any_: ("ONLINE" | "OFFLINE")[]) =>
        api.call("POST /work_pools/{work_pool_name}/workers/filter", {
          params: { work_pool_name: "local" },
          body: { workers: { status: { any_ } } },
        });
      await heartbeat(api, "local", "w1");
      await heartbeat(api, "local", "w1");
      expect(await status()).toBe("READY");
      expect((await workers(["ONLINE"])).map(({ name }) => name)).toEqual(["w1"]);
      api.clock.at += 91_000_000; // three intervals of 30 s
      expect(await status()).toBe("NOT_READY");
      expect((await workers(["OFFLINE"])).map(({ status }) => status)).toEqual(["OFFLINE"]);
      expect(await workers(["ONLINE"])).toEqual([]);
      await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { is_paused: true } });
      expect(await status()).toBe("PAUSED");
      const gone = { work_pool_name: "local", name: "w1" };
      await api.call("DELETE /work_pools/{work_pool_name}/workers/{name}", { params: gone });
      expect((await api.try("DELETE /work_pools/{work_pool_name}/workers/{name}", { params: gone })).status).toBe(404);
    },
  );

  test.skipIf(database.skip)("pools are listed and counted by name and type", async () => {
    await using api = await openTestApi(database);
    for (const [name, type] of [
      ["b", "docker"],
      ["a", "process"],
      ["c", "process"],
    ] as const)
      await api.call("POST /work_pools/", { body: { name, type } });
    const names = async (body: object) => (await api.call("POST /work_pools/filter", { body })).map(({ name }) => name);
    expect(await names({})).toEqual(["a", "b", "c"]);
    expect(await names({ work_pools: { type: { any_: ["process"] } }, offset: 1 })).toEqual(["c"]);
    expect(await api.call("POST /work_pools/count", { body: { work_pools: { name: { any_: ["b"] } } } })).toBe(1);
  });
});

describe.each(databases)("work queues on $name", (database) => {
  test.skipIf(database.skip)("a priority belongs to one queue: who had it moves behind", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "p" } });
    const params = { work_pool_name: "p" };
    const add = (body: { name: string; priority?: number }) =>
      api.call("POST /work_pools/{work_pool_name}/queues", { params, body });
    const order = async () => {
      const queues = await api.call("POST /work_pools/{work_pool_name}/queues/filter", { params, body: {} });
      return queues.map(({ name, priority }) => `${name} ${priority}`);
    };
    await add({ name: "a" });
    await add({ name: "b", priority: 5 });
    await add({ name: "c" });
    expect(await order()).toEqual(["default 1", "a 2", "c 3", "b 5"]);
    await add({ name: "urgent", priority: 1 });
    expect(await order()).toEqual(["urgent 1", "default 2", "a 3", "c 4", "b 5"]);
    const c = { work_pool_name: "p", name: "c" };
    await api.call("PATCH /work_pools/{work_pool_name}/queues/{name}", { params: c, body: { priority: 2 } });
    expect(await order()).toEqual(["urgent 1", "c 2", "default 3", "a 4", "b 5"]);
  });

  test.skipIf(database.skip)("a name is taken once in a pool, and the default queue stays", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "p" } });
    const params = { work_pool_name: "p" };
    await api.call("POST /work_pools/{work_pool_name}/queues", { params, body: { name: "a" } });
    const again = await api.try("POST /work_pools/{work_pool_name}/queues", { params, body: { name: "a" } });
    expect(again.status).toBe(409);
    const a = { work_pool_name: "p", name: "a" };
    const renamed = { params: a, body: { name: "default" } };
    expect((await api.try("PATCH /work_pools/{work_pool_name}/queues/{name}", renamed)).status).toBe(409);
    const first = { params: { work_pool_name: "p", name: "default" } };
    expect((await api.try("DELETE /work_pools/{work_pool_name}/queues/{name}", first)).status).toBe(409);
    await api.call("DELETE /work_pools/{work_pool_name}/queues/{name}", { params: a });
    expect(await api.try("GET /work_pools/{work_pool_name}/queues/{name}", { params: a })).toMatchObject({
      status: 404,
      body: { detail: "Work pool queue 'p/a' not found." },
    });
  });

  test.skipIf(database.skip)("a queue without a pool is one of the agents' pool, found by its name", async () => {
    await using api = await openTestApi(database);
    const queue = await api.call("POST /work_queues/", { body: { name: "legacy" } });
    expect(queue.work_pool_name).toBe("default-agent-pool");
    expect(await api.call("GET /work_queues/name/{name}", { params: { name: "legacy" } })).toEqual(queue);
    const filter = { work_queues: { name: { startswith_: ["leg"] } } };
    expect(await api.call("POST /work_queues/filter", { body: filter })).toEqual([queue]);
    await api.call("DELETE /work_queues/{id:uuid}", { params: queue });
    expect((await api.try("GET /work_queues/{id:uuid}", { params: queue })).status).toBe(404);
  });
});

function heartbeat(api: TestApi, pool: string, name: string) {
  const params = { work_pool_name: pool };
  return api.call("POST /work_pools/{work_pool_name}/workers/heartbeat", { params, body: { name } });
}
