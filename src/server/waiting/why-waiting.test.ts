import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../test/support/api.ts";
import { databases } from "../../../test/support/databases.ts";
import { deploy } from "../../../test/support/deployments.ts";

async function run(api: TestApi, deployment: { id: string }, body: object = {}): Promise<string> {
  const made = await api.call("POST /deployments/{id:uuid}/create_flow_run", { params: deployment, body });
  return made.id;
}

async function why(api: TestApi, id: string) {
  return (await api.call("GET /sluice/flow_runs/{id:uuid}/waiting", { params: { id } })).reasons;
}

async function kinds(api: TestApi, id: string): Promise<string[]> {
  return (await why(api, id)).map(({ kind }) => kind);
}

function put(api: TestApi, id: string, state: object, force = false) {
  const body = { state: state as never, force };
  return api.call("POST /flow_runs/{id:uuid}/set_state", { params: { id }, body });
}

describe.each(databases)("why a run waits, on $name", (database) => {
  test.skipIf(database.skip)(
    "a run that is scheduled for later says for when, and one that has ended nothing",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api);
      const at = "2026-11-25T13:00:00.000000Z";
      const id = await run(api, made, { state: { type: "SCHEDULED", state_details: { scheduled_time: at } } });
      expect(await why(api, id)).toMatchObject([{ kind: "scheduled-time", until: at }]);
      await put(api, id, { type: "CANCELLED" }, true);
      expect(await why(api, id)).toEqual([]);
    },
  );

  test.skipIf(database.skip)(
    "a due run of a deployment that nobody serves names it, until somebody asks for runs",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api);
      const id = await run(api, made);
      expect(await why(api, id)).toMatchObject([
        { kind: "no-runner", since: null, for: [{ type: "deployment", id: made.id, name: "nightly" }] },
      ]);
      await api.call("POST /deployments/get_scheduled_flow_runs", { body: { deployment_ids: [made.id] } });
      expect(await kinds(api, id)).toEqual(["poll"]);
      api.clock.at += 120_000_000;
      expect(await why(api, id)).toMatchObject([{ kind: "no-runner", since: "2026-11-25T12:00:00.000000Z" }]);
    },
  );

  test.skipIf(database.skip)("a paused pool without workers and with a full limit says all of it", async () => {
    await using api = await openTestApi(database);
    const pool = { name: "shared", type: "process", concurrency_limit: 0, is_paused: true };
    await api.call("POST /work_pools/", { body: pool });
    const id = await run(api, await deploy(api, { work_pool_name: "shared" }));
    expect(await kinds(api, id)).toEqual(["pool-paused", "pool-limit", "no-worker"]);
    await api.call("PATCH /work_pools/{name}", {
      params: { name: "shared" },
      body: { is_paused: false, concurrency_limit: null },
    });
    const beat = { params: { work_pool_name: "shared" }, body: { name: "w" } };
    await api.call("POST /work_pools/{work_pool_name}/workers/heartbeat", beat);
    expect(await kinds(api, id)).toEqual(["poll"]);
  });

  test.skipIf(database.skip)("a full deployment names the runs that hold its slots", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { concurrency_limit: 1 });
    await api.call("POST /deployments/get_scheduled_flow_runs", { body: { deployment_ids: [made.id] } });
    const first = await run(api, made, { name: "first" });
    await put(api, first, { type: "PENDING" });
    const reasons = await why(api, await run(api, made));
    expect(reasons).toMatchObject([
      { kind: "deployment-limit", for: [{ type: "limit" }, { id: first, name: "first" }] },
    ]);
    expect(reasons[0]!.message).toContain("first");
    expect(await kinds(api, first)).toEqual(["start"]);
  });

  test.skipIf(database.skip)("a paused run says until when it waits, and how to resume it", async () => {
    await using api = await openTestApi(database);
    const id = await run(api, await deploy(api));
    await put(api, id, { type: "RUNNING" }, true);
    expect(await why(api, id)).toEqual([]);
    const pause_timeout = "2026-11-25T12:30:00.000000Z";
    const run_input_keyset = { schema: "s", response: "r", description: "d" };
    const state_details = { pause_timeout, pause_reschedule: true, run_input_keyset };
    await put(api, id, { type: "PAUSED", name: "Suspended", state_details });
    const [reason] = await why(api, id);
    expect(reason).toMatchObject({ kind: "suspension", until: pause_timeout, for: [{ type: "run-input", name: "s" }] });
    expect(reason!.what_to_do).toContain(`sluice flow-run resume ${id} --input`);
  });

  test.skipIf(database.skip)("there is no answer for a run that is not there", async () => {
    await using api = await openTestApi(database);
    const params = { id: "0199c0de-0000-7000-8000-000000000000" };
    expect((await api.try("GET /sluice/flow_runs/{id:uuid}/waiting", { params })).status).toBe(404);
  });
});
