import { describe, expect, test } from "vitest";
import { openTestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { deploy } from "../../../../test/support/deployments.ts";

const schema = {
  type: "object",
  properties: { url: { type: "string" }, top: { type: "integer", default: 10 } },
  required: ["url"],
};

describe.each(databases)("deployments on $name", (database) => {
  test.skipIf(database.skip)("one is made once for a flow and a name, and overwritten then", async () => {
    await using api = await openTestApi(database);
    const first = await deploy(api, { version: "1", tags: ["a", "a"], job_variables: { env: { A: "1" } } });
    expect(first).toMatchObject({ version: "1", tags: ["a"], paused: false, status: "NOT_READY", schedules: [] });
    const second = await deploy(api, { version: "2", description: "nightly crawl" });
    expect(second).toMatchObject({ id: first.id, version: "2", tags: [], job_variables: { env: { A: "1" } } });
    const byName = { flow_name: "crawl", deployment_name: "nightly" };
    expect(await api.call("GET /deployments/name/{flow_name}/{deployment_name}", { params: byName })).toEqual(second);
    expect(await api.call("GET /deployments/{id:uuid}", { params: first })).toEqual(second);
  });

  test.skipIf(database.skip)("what is sent is changed, and nothing else", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { version: "1", description: "old", tags: ["a"], parameters: { n: 1 } });
    await api.call("PATCH /deployments/{id:uuid}", { params: made, body: { description: null, tags: ["b"] } });
    const changed = await api.call("GET /deployments/{id:uuid}", { params: made });
    expect(changed).toMatchObject({ version: "1", description: null, tags: ["b"], parameters: { n: 1 } });
    const nobody = { params: { id: "00000000-0000-4000-8000-000000000000" }, body: { tags: [] } };
    expect((await api.try("PATCH /deployments/{id:uuid}", nobody)).status).toBe(404);
  });

  test.skipIf(database.skip)("a queue of its pool is made when it is named, and a pool is not", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "local" } });
    const made = await deploy(api, { work_pool_name: "local", work_queue_name: "fast" });
    expect(made).toMatchObject({ work_pool_name: "local", work_queue_name: "fast" });
    await api.call("PATCH /deployments/{id:uuid}", { params: made, body: { work_queue_name: "slow" } });
    expect(await api.call("GET /deployments/{id:uuid}", { params: made })).toMatchObject({ work_queue_name: "slow" });
    await api.call("PATCH /deployments/{id:uuid}", { params: made, body: { work_pool_name: null } });
    const without = await api.call("GET /deployments/{id:uuid}", { params: made });
    expect(without).toMatchObject({ work_pool_name: null, work_queue_name: null, work_queue_id: null });
    const other = await api.try("PATCH /deployments/{id:uuid}", { params: made, body: { work_pool_name: "none" } });
    expect(other).toMatchObject({ status: 404, body: { detail: 'Work pool "none" not found.' } });
  });

  test.skipIf(database.skip)("job variables fit the template of the pool", async () => {
    await using api = await openTestApi(database);
    const variables = { type: "object", properties: { command: { type: "string" }, env: { type: "object" } } };
    const base_job_template = { job_configuration: { command: "{{ command }}" }, variables };
    await api.call("POST /work_pools/", { body: { name: "local", base_job_template } });
    const { id: flow_id } = await api.call("POST /flows/", { body: { name: "crawl" } });
    const body = { name: "d", flow_id, work_pool_name: "local" };
    const bad = await api.try("POST /deployments/", { body: { ...body, job_variables: { command: 5 } } });
    expect(bad.status).toBe(422);
    const made = await api.call("POST /deployments/", { body: { ...body, job_variables: { command: "x" } } });
    const run = (job_variables: object) =>
      api.try("POST /deployments/{id:uuid}/create_flow_run", {
        params: made,
        body: { job_variables: job_variables as never },
      });
    expect((await run({ env: "no" })).status).toBe(422);
    const { body: created } = await run({ env: { A: "1" } });
    expect(created).toMatchObject({ job_variables: { env: { A: "1" } } });
    const change = (job_variables: object) =>
      api.try("PATCH /flow_runs/{id:uuid}", { params: created, body: { job_variables: job_variables as never } });
    expect([(await change({ command: 5 })).status, (await change({ command: "y" })).status]).toEqual([422, 204]);
  });

  test.skipIf(database.skip)("parameters fit the schema, and a run has all that are required", async () => {
    await using api = await openTestApi(database);
    const { id: flow_id } = await api.call("POST /flows/", { body: { name: "crawl" } });
    const body = { name: "d", flow_id, parameter_openapi_schema: schema };
    expect((await api.try("POST /deployments/", { body: { ...body, parameters: { top: "x" } } })).status).toBe(422);
    const { id } = await api.call("POST /deployments/", { body: { ...body, parameters: { top: 5 } } });
    const wrong = await api.try("PATCH /deployments/{id:uuid}", { params: { id }, body: { parameters: { top: "x" } } });
    expect(wrong.status).toBe(409);
    const run = (parameters: object, more = {}) =>
      api.try("POST /deployments/{id:uuid}/create_flow_run", {
        params: { id },
        body: { parameters: parameters as never, ...more },
      });
    expect(await run({})).toMatchObject({
      status: 409,
      body: { detail: "Error creating flow run: 'url' is a required property" },
    });
    expect(await run({ url: "u" })).toMatchObject({ status: 201, body: { parameters: { url: "u", top: 5 } } });
    expect(await run({}, { enforce_parameter_schema: false })).toMatchObject({
      status: 201,
      body: { parameters: { top: 5 } },
    });
  });

  test.skipIf(database.skip)("parameters may be worked out by the server", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /variables/", { body: { name: "limit", value: 7 } });
    const made = await deploy(api);
    const run = (parameters: object) =>
      api.try("POST /deployments/{id:uuid}/create_flow_run", {
        params: made,
        body: { parameters: parameters as never },
      });
    const worked = await run({
      a: { __prefect_kind: "json", value: "[1, 2]" },
      b: { __prefect_kind: "workspace_variable", variable_name: "limit" },
      c: [{ __prefect_kind: "jinja", template: "{{ 1 + 1 }}" }],
      d: { __prefect_kind: "json" },
    });
    expect(worked.body.parameters).toEqual({ a: [1, 2], b: 7, c: ["2"] });
    expect((await run({ a: { __prefect_kind: "json", value: "[1," } })).status).toBe(400);
    expect((await run({ a: { __prefect_kind: "workspace_variable", variable_name: "none" } })).status).toBe(400);
    expect(
      (await run({ a: { __prefect_kind: "jinja", template: "{% for x in range(10**9) %}{% endfor %}" } })).status,
    ).toBe(400);
  });

  test.skipIf(database.skip)("a run takes what it does not say from its deployment", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "local" } });
    const made = await deploy(api, {
      work_pool_name: "local",
      parameters: { n: 1, m: 1 },
      tags: ["d"],
      version: "v1",
      labels: { team: "data" },
    });
    const run = await api.call("POST /deployments/{id:uuid}/create_flow_run", {
      params: made,
      body: { parameters: { n: 2 }, tags: ["r"], name: "mine", job_variables: { x: 1 }, idempotency_key: "k" },
    });
    expect(run).toMatchObject({
      name: "mine",
      deployment_id: made.id,
      deployment_version: "v1",
      parameters: { n: 2, m: 1 },
      tags: ["d", "r"],
      work_pool_name: "local",
      work_queue_name: "default",
      state_type: "SCHEDULED",
      created_by: { id: made.id, type: "DEPLOYMENT", display_value: "nightly" },
      labels: { team: "data", "prefect.deployment.id": made.id, "prefect.flow.id": made.flow_id },
    });
    const again = { params: made, body: { idempotency_key: "k" } };
    const found = await api.try("POST /deployments/{id:uuid}/create_flow_run", again);
    expect(found).toMatchObject({ status: 200, body: { id: run.id } });
  });

  test.skipIf(database.skip)("several runs are made, each of which may fail alone", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api, { parameter_openapi_schema: schema });
    const { results } = await api.call("POST /deployments/{id:uuid}/create_flow_run/bulk", {
      params: made,
      body: [{ parameters: { url: "a" } }, {}, { parameters: { url: "b" } }],
    });
    expect(results.map(({ status }) => status)).toEqual(["CREATED", "FAILED", "CREATED"]);
    expect(results[1]!.error).toContain("'url' is a required property");
    expect(await api.call("POST /flow_runs/count", { body: {} })).toBe(2);
    const many = { params: made, body: Array.from({ length: 101 }, () => ({})) };
    expect((await api.try("POST /deployments/{id:uuid}/create_flow_run/bulk", many)).status).toBe(422);
  });

  test.skipIf(database.skip)("a limit of its own goes with it, a shared one stays", async () => {
    await using api = await openTestApi(database);
    const own = await deploy(api, { concurrency_limit: 2, concurrency_options: { collision_strategy: "CANCEL_NEW" } });
    expect(own.global_concurrency_limit).toMatchObject({ name: `deployment:${own.id}`, limit: 2, active_slots: 0 });
    const shared = own.global_concurrency_limit!.id;
    const other = await deploy(api, { name: "other", global_concurrency_limit_id: shared });
    expect(other.global_concurrency_limit?.id).toBe(shared);
    await api.call("DELETE /deployments/{id:uuid}", { params: other });
    const kept = await api.call("GET /deployments/{id:uuid}", { params: own });
    expect(kept.global_concurrency_limit?.id).toBe(shared);
    await api.call("PATCH /deployments/{id:uuid}", { params: own, body: { concurrency_limit: 5 } });
    const raised = await api.call("GET /deployments/{id:uuid}", { params: own });
    expect(raised.global_concurrency_limit).toMatchObject({ id: shared, limit: 5 });
    await api.call("PATCH /deployments/{id:uuid}", { params: own, body: { concurrency_limit: null } });
    const without = await api.call("GET /deployments/{id:uuid}", { params: own });
    expect(without.global_concurrency_limit).toBe(null);
    const both = { concurrency_limit: 1, global_concurrency_limit_id: shared };
    expect((await api.try("PATCH /deployments/{id:uuid}", { params: own, body: both })).status).toBe(422);
    const none = { global_concurrency_limit_id: shared };
    expect((await api.try("PATCH /deployments/{id:uuid}", { params: own, body: none })).status).toBe(404);
  });

  test.skipIf(database.skip)(
    "a deleted deployment takes its waiting runs along, and leaves those that were begun",
    async () => {
      await using api = await openTestApi(database);
      const made = await deploy(api);
      const create = () => api.call("POST /deployments/{id:uuid}/create_flow_run", { params: made, body: {} });
      const waiting = await create();
      const begun = await create();
      for (const type of ["PENDING", "RUNNING"] as const)
        await api.call("POST /flow_runs/{id:uuid}/set_state", { params: begun, body: { state: { type } } });
      await api.call("DELETE /deployments/{id:uuid}", { params: made });
      expect((await api.try("GET /flow_runs/{id:uuid}", { params: waiting })).status).toBe(404);
      expect(await api.call("GET /flow_runs/{id:uuid}", { params: begun })).toMatchObject({ state_type: "RUNNING" });
      expect((await api.try("DELETE /deployments/{id:uuid}", { params: made })).status).toBe(404);
    },
  );

  test.skipIf(database.skip)("a run of a deployment that is gone does not start (R-08)", async () => {
    await using api = await openTestApi(database);
    const made = await deploy(api);
    const run = await api.call("POST /deployments/{id:uuid}/create_flow_run", {
      params: made,
      body: { state: { type: "PAUSED" } },
    });
    await api.call("DELETE /deployments/{id:uuid}", { params: made });
    await api.call("POST /flow_runs/{id:uuid}/set_state", {
      params: run,
      body: { state: { type: "SCHEDULED" }, force: true },
    });
    const start = { params: run, body: { state: { type: "PENDING" as const } } };
    expect(await api.call("POST /flow_runs/{id:uuid}/set_state", start)).toMatchObject({ status: "ABORT" });
  });

  test.skipIf(database.skip)("deployments, flows and runs are found by each other, by pool and by queue", async () => {
    await using api = await openTestApi(database);
    await api.call("POST /work_pools/", { body: { name: "local" } });
    const a = await deploy(api, { name: "a", work_pool_name: "local", work_queue_name: "fast", tags: ["x"] });
    const b = await deploy(api, { name: "b", flow: "other", paused: true });
    for (const one of [a, b]) await api.call("POST /deployments/{id:uuid}/create_flow_run", { params: one, body: {} });
    const names = async (body: object) =>
      (await api.call("POST /deployments/filter", { body })).map(({ name }) => name);
    expect(await names({})).toEqual(["a", "b"]);
    expect(await names({ sort: "NAME_DESC" })).toEqual(["b", "a"]);
    expect(await names({ deployments: { paused: { eq_: true } } })).toEqual(["b"]);
    expect(await names({ deployments: { tags: { all_: ["x"] } } })).toEqual(["a"]);
    expect(await names({ deployments: { work_queue_name: { any_: ["fast"] } } })).toEqual(["a"]);
    expect(await names({ deployments: { flow_or_deployment_name: { like_: "othe" } } })).toEqual(["b"]);
    expect(await names({ flows: { name: { any_: ["crawl"] } } })).toEqual(["a"]);
    expect(await names({ work_pools: { name: { any_: ["local"] } } })).toEqual(["a"]);
    expect(await names({ work_pool_queues: { name: { any_: ["fast"] } } })).toEqual(["a"]);
    expect(await names({ flow_runs: { state: { type: { any_: ["RUNNING"] } } } })).toEqual([]);
    expect(await api.call("POST /deployments/count", { body: { flows: { name: { like_: "o" } } } })).toBe(1);
    const page = await api.call("POST /deployments/paginate", { body: { limit: 1, page: 2 } });
    expect(page).toMatchObject({ count: 2, pages: 2, results: [{ name: "b" }] });
    const runs = async (body: object) =>
      (await api.call("POST /flow_runs/filter", { body })).map((run) => run.deployment_id);
    expect(await runs({ deployments: { name: { any_: ["b"] } } })).toEqual([b.id]);
    expect(await runs({ work_pools: { name: { any_: ["local"] } } })).toEqual([a.id]);
    expect(await runs({ work_pool_queues: { name: { any_: ["fast"] } } })).toEqual([a.id]);
    const flows = async (body: object) => (await api.call("POST /flows/filter", { body })).map(({ name }) => name);
    expect(await flows({ deployments: { name: { any_: ["b"] } } })).toEqual(["other"]);
    expect(await flows({ work_pools: { name: { any_: ["local"] } } })).toEqual(["crawl"]);
    const alone = await api.call("POST /flows/", { body: { name: "alone" } });
    const counted = { flow_ids: [a.flow_id, alone.id] };
    const counts = await api.call("POST /ui/flows/count-deployments", { body: counted });
    expect(counts).toEqual({ [a.flow_id]: 1, [alone.id]: 0 });
    expect(await flows({ flows: { deployment: { is_null_: true } } })).toEqual(["alone"]);
    const deleted = await api.call("POST /deployments/bulk_delete", {
      body: { deployments: { name: { any_: ["a"] } } },
    });
    expect(deleted).toEqual({ deleted: [a.id] });
  });

  test.skipIf(database.skip)("numbers of parameters come back as they were sent (S6)", async () => {
    await using api = await openTestApi(database);
    const { id: flow_id } = await api.call("POST /flows/", { body: { name: "crawl" } });
    const body = `{"name":"d","flow_id":"${flow_id}","parameters":{"n":9007199254740993,"f":1.0}}`;
    const made = await (await api.send("POST", "/api/deployments/", { body })).text();
    expect(made).toContain('"parameters":{"n":9007199254740993,"f":1.0}');
    const id = (JSON.parse(made) as { id: string }).id;
    const run = await api.send("POST", `/api/deployments/${id}/create_flow_run`, { body: '{"parameters":{"g":2.50}}' });
    expect(await run.text()).toContain('"parameters":{"n":9007199254740993,"f":1.0,"g":2.50}');
  });
});
