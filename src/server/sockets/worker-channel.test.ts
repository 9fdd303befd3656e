import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { Peer } from "../../../test/support/socket-peer.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { createApp } from "../app.ts";
import { listen, type Listening } from "../listen.ts";

const worker = {
  consumer_id: uuidv7(),
  worker_name: "w1",
  worker_type: "process",
  heartbeat_interval_seconds: 30,
};
const hello = {
  ...worker,
  supported_channel_versions: ["work_pool_worker_channel.v1"],
  requested_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1", "cleanup_delivery.v1"],
  work_queue_names: [],
  create_pool_if_not_found: true,
  default_base_job_template: {
    job_configuration: { command: "{{ command }}" },
    variables: { type: "object", properties: { command: { type: "string" } } },
  },
};

function serve(api: TestApi): Promise<Listening> {
  return listen(createApp({ store: api.store, clock: api.clock }));
}

function frame(type: string, payload: object): object {
  return { type, id: uuidv7(), sent_at: "2026-11-25T12:00:00Z", payload };
}

async function connect(server: Listening, pool: string, payload: object = {}): Promise<Peer> {
  const peer = await new Peer(server, `/work_pools/${pool}/workers/connect`).greet();
  peer.send(frame("worker.hello.v1", { ...hello, ...payload }));
  return peer;
}

function workersOf(api: TestApi, pool: string) {
  const params = { work_pool_name: pool };
  return api.call("POST /work_pools/{work_pool_name}/workers/filter", { params, body: {} });
}

describe.each(databases)("the worker channel on $name", (database) => {
  test.skipIf(database.skip)("a worker makes its pool, is online, and stays so by its heartbeats", async () => {
    await using api = await openTestApi(database);
    await using server = await serve(api);
    const peer = await connect(server, "my%20pool");
    expect(await peer.next()).toMatchObject({
      type: "worker.ready.v1",
      payload: {
        consumer_id: worker.consumer_id,
        accepted_capabilities: ["worker_heartbeat.v1", "work_pool_snapshot.v1"],
        rejected_capabilities: ["cleanup_delivery.v1"],
        resolved_work_queues: [{ name: "default" }],
        initial_snapshot: { snapshot_sequence: 1, work_pool: { name: "my pool", type: "process" } },
      },
    });
    expect(await workersOf(api, "my pool")).toMatchObject([{ name: "w1", status: "ONLINE" }]);
    api.clock.at += 80_000_000;
    peer.send(frame("worker.heartbeat.v1", worker));
    await expect.poll(async () => (await workersOf(api, "my pool"))[0]?.last_heartbeat_time).toContain("12:01:20");
    peer.send(frame("worker.heartbeat.v1", { ...worker, worker_name: "somebody else" }));
    expect(await peer.closed()).toEqual({ code: 1002, reason: "protocol_error" });
  });

  test.skipIf(database.skip)("a worker hears of changes of its pool, and of its end", async () => {
    await using api = await openTestApi(database);
    await using server = await serve(api);
    const peer = await connect(server, "local");
    await peer.next();
    await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { description: "of no matter" } });
    await api.call("PATCH /work_pools/{name}", { params: { name: "local" }, body: { is_paused: true } });
    expect(await peer.next()).toMatchObject({
      type: "work_pool.snapshot.v1",
      payload: { snapshot_sequence: 2, reason: "work_pool_updated", work_pool: { is_paused: true } },
    });
    await api.call("DELETE /work_pools/{name}", { params: { name: "local" } });
    expect(await peer.closed()).toEqual({ code: 1008, reason: "authorization_failed" });
  });

  test.skipIf(database.skip).each([
    ["a pool that is not there", "none", { create_pool_if_not_found: false }, "authorization_failed"],
    [
      "a template whose variables are missing",
      "local",
      { default_base_job_template: { job_configuration: { a: "{{ b }}" } } },
      "authorization_failed",
    ],
    ["a reserved pool", "prefect-x", {}, "authorization_failed"],
    ["a queue that is not there", "local", { work_queue_names: ["none"] }, "authorization_failed"],
    ["another version", "local", { supported_channel_versions: ["v9"] }, "unsupported_version"],
    ["too few capabilities", "local", { requested_capabilities: ["worker_heartbeat.v1"] }, "protocol_error"],
    ["no name", "local", { worker_name: "" }, "protocol_error"],
  ])("a hello with %s ends the channel with the reason", async (_what, pool, payload, reason) => {
    await using api = await openTestApi(database);
    await using server = await serve(api);
    const peer = await connect(server, pool, payload);
    expect(await peer.closed()).toMatchObject({ reason });
  });
});
