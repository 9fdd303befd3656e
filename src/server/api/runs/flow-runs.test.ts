import { describe, expect, test } from "vitest";
import { noon, openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { deploy } from "../../../../test/support/deployments.ts";
import type { BodyOf } from "../../../schemas/route.ts";
import type { Routes } from "../../../schemas/routes/index.ts";

const second = 1_000_000;
const nowhere = "00000000-0000-4000-8000-000000000000";

async function makeFlow(api: TestApi, name = "crawl") {
  return api.call("POST /flows/", { body: { name } });
}

async function makeRun(api: TestApi, given: Partial<BodyOf<Routes["POST /flow_runs/"]>> = {}) {
  const flow = await makeFlow(api);
  return api.call("POST /flow_runs/", { body: { flow_id: flow.id, ...given } });
}

describe.each(databases)("flow runs on $name", (database) => {
  test.skipIf(database.skip)(
    "a run is created once for an idempotency key, with 201, then found with 200",
    async () => {
      await using api = await openTestApi(database);
      const flow = await makeFlow(api);
      const body = { flow_id: flow.id, name: null, idempotency_key: "today", tags: ["b", "a", "b"] };
      const first = await api.try("POST /flow_runs/", { body });
      const second = await api.try("POST /flow_runs/", { body });
      expect([first.status, second.status]).toEqual([201, 200]);
      expect(second.body.id).toBe(first.body.id);
      expect(first.body).toMatchObject({ state_type: "PENDING", run_count: 0, tags: ["b", "a"] });
      expect(first.body.name).toMatch(/^\w+-\w+$/);
    },
  );

  test.skipIf(database.skip)(
    "a run of an unknown flow is refused with 409, one that is not there with 404",
    async () => {
      await using api = await openTestApi(database);
      const refused = await api.try("POST /flow_runs/", { body: { flow_id: nowhere } });
      expect(refused).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining("Data integrity conflict") },
      });
      const missing = await api.try("GET /flow_runs/{id:uuid}", { params: { id: nowhere } });
      expect(missing).toMatchObject({ status: 404, body: { detail: "Flow run not found" } });
      const noState = await api.try("POST /flow_runs/{id:uuid}/set_state", {
        params: { id: nowhere },
        body: { state: { type: "RUNNING" } },
      });
      expect(noState).toMatchObject({ status: 404, body: { exception_message: expect.any(String) } });
    },
  );

  test.skipIf(database.skip)("parameters come back with their numbers as they were sent (S6)", async () => {
    await using api = await openTestApi(database);
    const flow = await makeFlow(api);
    const parameters = '{"big":9007199254740993,"float":1.0,"list":[1e5,-0.0],"text":"1.0"}';
    const sent = `{"flow_id":"${flow.id}","parameters":${parameters},"context":{"n":2.50}}`;
    const created = await (await api.send("POST", "/api/flow_runs/", { body: sent })).text();
    expect(created).toContain(`"parameters":${parameters}`);
    expect(created).toContain('"context":{"n":2.50}');
    const { id } = JSON.parse(created) as { id: string };
    const read = await (await api.send("GET", `/api/flow_runs/${id}`)).text();
    expect(read).toContain(`"parameters":${parameters}`);
  });

  test.skipIf(database.skip)(
    "only the fields that were sent are changed, and null is not the same as absent",
    async () => {
      await using api = await openTestApi(database);
      const run = await makeRun(api, { flow_version: "1", tags: ["a"], parameters: { x: 1 } });
      await api.call("PATCH /flow_runs/{id:uuid}", { params: run, body: { name: "renamed", flow_version: null } });
      const changed = await api.call("GET /flow_runs/{id:uuid}", { params: run });
      expect(changed).toMatchObject({ name: "renamed", flow_version: null, tags: ["a"], parameters: { x: 1 } });
    },
  );

  test.skipIf(database.skip)("job variables can be changed only while a deployment's run is scheduled", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    const refused = await api.try("PATCH /flow_runs/{id:uuid}", { params: run, body: { job_variables: { a: 1 } } });
    expect(refused.status).toBe(400);
    const { id: deployment_id } = await deploy(api);
    const scheduled = await makeRun(api, { deployment_id, state: { type: "SCHEDULED" } });
    await api.call("PATCH /flow_runs/{id:uuid}", { params: scheduled, body: { job_variables: { a: 1 } } });
    const changed = await api.call("GET /flow_runs/{id:uuid}", { params: scheduled });
    expect(changed.job_variables).toEqual({ a: 1 });
  });

  test.skipIf(database.skip)("labels are merged", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api, { labels: { a: 1, b: "x" } });
    await api.call("PATCH /flow_runs/{id:uuid}/labels", { params: run, body: { b: true, c: 2.5 } });
    const { labels } = await api.call("GET /flow_runs/{id:uuid}", { params: run });
    expect(labels).toEqual({ "prefect.flow.id": run.flow_id, a: 1, b: true, c: 2.5 });
  });

  test.skipIf(database.skip)("a deleted run leaves nothing behind", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    await api.call("POST /logs/", {
      body: [{ name: "x", level: 20, message: "hello", timestamp: "2026-11-25T12:00:00Z", flow_run_id: run.id }],
    });
    await api.call("POST /task_runs/", { body: { flow_run_id: run.id, task_key: "t-1", dynamic_key: "0" } });
    await api.call("POST /flow_runs/{id:uuid}/input", { params: run, body: { key: "k", value: "v" } });
    await api.call("DELETE /flow_runs/{id:uuid}", { params: run });
    for (const table of [
      "flow_run",
      "task_run",
      "flow_run_state",
      "task_run_state",
      "log",
      "flow_run_input",
    ] as const) {
      const rows = await api.store.read((db) => db.selectFrom(table).select("id").execute());
      expect(rows, table).toEqual([]);
    }
    expect((await api.try("DELETE /flow_runs/{id:uuid}", { params: run })).status).toBe(404);
  });

  test.skipIf(database.skip)("lists are filtered, sorted and paged", async () => {
    await using api = await openTestApi(database);
    const flow = await makeFlow(api);
    const other = await makeFlow(api, "other");
    for (const [name, owner] of [
      ["Alpha", flow],
      ["beta", flow],
      ["Gamma_1", other],
    ] as const) {
      api.clock.at += second;
      await api.call("POST /flow_runs/", { body: { flow_id: owner.id, name, tags: [name.toLowerCase()] } });
    }
    const names = async (body: object) => (await api.call("POST /flow_runs/filter", { body })).map((run) => run.name);
    expect(await names({})).toEqual(["Gamma_1", "beta", "Alpha"]);
    expect(await names({ sort: "NAME_ASC", limit: 1, offset: 1 })).toEqual(["Gamma_1"]);
    expect(await names({ sort: "EXPECTED_START_TIME_ASC" })).toEqual(["Alpha", "beta", "Gamma_1"]);
    expect(await names({ flow_runs: { name: { like_: "A_1" } } })).toEqual(["Gamma_1"]);
    expect(await names({ flow_runs: { name: { like_: "%" } } })).toEqual([]);
    expect(await names({ flow_runs: { name: { any_: [] } } })).toEqual([]);
    expect(
      await names({ flow_runs: { name: { any_: ["beta"] }, tags: { all_: ["alpha"] }, operator: "or_" } }),
    ).toEqual(["beta", "Alpha"]);
    expect(await names({ flow_runs: { tags: { any_: ["alpha", "beta"] } } })).toEqual(["beta", "Alpha"]);
    expect(await names({ flow_runs: { tags: { is_null_: true } } })).toEqual([]);
    expect(await names({ flows: { name: { any_: ["other"] } } })).toEqual(["Gamma_1"]);
    expect(await names({ flows: { id: { not_any_: [flow.id] } } })).toEqual(["Gamma_1"]);
    expect(
      await names({ flow_runs: { state: { type: { any_: ["PENDING"] }, name: { not_any_: ["Pending"] } } } }),
    ).toEqual([]);
    expect(await names({ flow_runs: { expected_start_time: { before_: "2026-11-25T12:00:01Z" } } })).toEqual(["Alpha"]);
    expect(await names({ flow_runs: { start_time: { after_: "2026-11-25T13:00:02+01:00" } } })).toEqual([
      "Gamma_1",
      "beta",
    ]);
    expect(await names({ task_runs: {} })).toEqual([]);
    expect(await names({ deployments: { name: { any_: ["x"] } } })).toEqual([]);
    expect(await api.call("POST /flow_runs/count", { body: { flows: { name: { any_: ["crawl"] } } } })).toBe(2);
    expect(await api.call("POST /flow_runs/paginate", { body: { limit: 2, page: 2, sort: "NAME_ASC" } })).toMatchObject(
      {
        results: [{ name: "beta" }],
        count: 3,
        limit: 2,
        pages: 2,
        page: 2,
      },
    );
  });

  test.skipIf(database.skip)("every sort order is accepted", async () => {
    await using api = await openTestApi(database);
    await makeRun(api);
    const { flowRunSorts } = await import("../../../schemas/enums.ts");
    for (const sort of flowRunSorts)
      expect(await api.call("POST /flow_runs/filter", { body: { sort } })).toHaveLength(1);
  });

  test.skipIf(database.skip)("nulls are no criteria, and a limit above 200 is refused in its own words", async () => {
    await using api = await openTestApi(database);
    await makeRun(api);
    const body = {
      flows: null,
      flow_runs: { id: null, name: { any_: null } },
      task_runs: null,
      sort: null,
      limit: null,
      offset: null,
    };
    expect(await api.call("POST /flow_runs/filter", { body })).toHaveLength(1);
    expect(await api.call("POST /flow_runs/filter", { body: { limit: 0 } })).toEqual([]);
    const refused = await api.try("POST /flow_runs/filter", { body: { limit: 201 } });
    expect(refused).toMatchObject({
      status: 422,
      body: { detail: "Invalid limit: must be less than or equal to 200." },
    });
  });

  test.skipIf(database.skip)("the history counts runs by interval and state", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    api.clock.at = noon + 10 * second;
    await api.call("POST /flow_runs/{id:uuid}/set_state", { params: run, body: { state: { type: "RUNNING" } } });
    api.clock.at = noon + 15 * second;
    const history = await api.call("POST /flow_runs/history", {
      body: {
        history_start: "2026-11-25T11:59:00Z",
        history_end: "2026-11-25T12:01:00Z",
        history_interval_seconds: 60,
      },
    });
    expect(history).toEqual([
      { interval_start: "2026-11-25T11:59:00.000000Z", interval_end: "2026-11-25T12:00:00.000000Z", states: [] },
      {
        interval_start: "2026-11-25T12:00:00.000000Z",
        interval_end: "2026-11-25T12:01:00.000000Z",
        states: [
          {
            state_type: "RUNNING",
            state_name: "Running",
            count_runs: 1,
            sum_estimated_run_time: 5,
            sum_estimated_lateness: 10,
          },
        ],
      },
    ]);
    expect(await api.call("POST /flow_runs/lateness", { body: {} })).toBe(10);
    expect(await api.call("POST /flow_runs/lateness", { body: { flows: { name: { any_: ["none"] } } } })).toBeNull();
  });

  test.skipIf(database.skip)(
    "a history by intervals of ages is refused: their ends have no time on the wire",
    async () => {
      await using api = await openTestApi(database);
      const span = { history_start: "2026-11-25T12:00:00Z", history_end: "8235-10-16T00:00:00Z" };
      const body = { ...span, history_interval_seconds: 4.5e16 };
      expect((await api.try("POST /flow_runs/history", { body })).status).toBe(422);
    },
  );

  test.skipIf(database.skip)("inputs are kept under their keys, oldest first", async () => {
    await using api = await openTestApi(database);
    const run = await makeRun(api);
    for (const key of ["a-1", "a-2", "b"]) {
      api.clock.at += second;
      await api.call("POST /flow_runs/{id:uuid}/input", {
        params: run,
        body: { key, value: `"${key}"`, sender: "me" },
      });
    }
    const again = await api.try("POST /flow_runs/{id:uuid}/input", { params: run, body: { key: "b", value: "1" } });
    expect(again).toMatchObject({ status: 409, body: { detail: "A flow run input with this key already exists." } });
    const found = await api.call("POST /flow_runs/{id:uuid}/input/filter", {
      params: run,
      body: { prefix: "a", limit: 5, exclude_keys: ["a-1"] },
    });
    expect(found.map((input) => input.key)).toEqual(["a-2"]);
    expect(await api.call("GET /flow_runs/{id:uuid}/input/{key}", { params: { ...run, key: "b" } })).toBe('"b"');
    await api.call("DELETE /flow_runs/{id:uuid}/input/{key}", { params: { ...run, key: "b" } });
    const gone = await api.try("GET /flow_runs/{id:uuid}/input/{key}", { params: { ...run, key: "b" } });
    expect(gone).toMatchObject({ status: 404, body: { detail: "Flow run input not found" } });
  });

  test.skipIf(database.skip)("up to 50 runs change their state or are deleted at once", async () => {
    await using api = await openTestApi(database);
    const runs = [await makeRun(api), await makeRun(api)];
    const { results } = await api.call("POST /flow_runs/bulk_set_state", {
      body: { state: { type: "CANCELLED" }, force: true },
    });
    expect(results.map(({ status, state }) => [status, state?.type])).toEqual([
      ["ACCEPT", "CANCELLED"],
      ["ACCEPT", "CANCELLED"],
    ]);
    const { deleted } = await api.call("POST /flow_runs/bulk_delete", {
      body: { flow_runs: { id: { any_: [runs[0]!.id] } } },
    });
    expect(deleted).toEqual([runs[0]!.id]);
    expect(await api.call("POST /flow_runs/count", { body: {} })).toBe(1);
  });
});
