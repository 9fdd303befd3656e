// Whatever is sent about deployments, pools and queues: 4xx with a reason, never 5xx, and nothing is written by halves.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../../../../test/support/api.ts";
import { databases } from "../../../../test/support/databases.ts";
import { deploy } from "../../../../test/support/deployments.ts";

const odd = fc.oneof(
  fc.constantFrom<unknown>(null, true, -1, 0, 1e308, 2 ** 53 + 1, "", "\u0000", "💥".repeat(50), [], {}, [[]], [null]),
  fc.constantFrom<unknown>("'; DROP TABLE deployment; --", "{{ 7*7 }}", "../../etc/passwd", "x".repeat(5000), "NaN"),
  fc.constantFrom<unknown>({ __proto__: null, constructor: 1 }, { __prefect_kind: "jinja", template: "{{" }),
  fc.constantFrom<unknown>("2026-13-45T99:99:99Z", "0000-00-00", "00000000-0000-0000-0000-000000000000"),
  fc.jsonValue({ maxDepth: 3 }),
);

interface Sample {
  method: "POST" | "PATCH";
  path: string;
  body: Record<string, unknown>;
}

async function samples(api: TestApi): Promise<Sample[]> {
  await api.call("POST /work_pools/", { body: { name: "p", concurrency_limit: 5 } });
  const made = await deploy(api, { work_pool_name: "p", schedules: [{ schedule: { interval: 60 }, slug: "s" }] });
  const at = `/api/deployments/${made.id}`;
  const schedule = {
    schedule: { cron: "0 9 * * *", timezone: "UTC", day_or: true },
    active: true,
    slug: "t",
    parameters: {},
  };
  const limits = { concurrency_limit: 1, concurrency_options: { collision_strategy: "ENQUEUE" } };
  const fields = {
    tags: ["a"],
    parameters: { n: 1 },
    parameter_openapi_schema: {},
    job_variables: {},
    version: "1",
    ...limits,
  };
  const queue = { name: "q", priority: 1, is_paused: false, concurrency_limit: 1, description: "d" };
  const template = { job_configuration: {}, variables: { type: "object", properties: {} } };
  return [
    {
      method: "POST",
      path: "/api/deployments/",
      body: { name: "d", flow_id: made.flow_id, schedules: [schedule], ...fields },
    },
    {
      method: "PATCH",
      path: at,
      body: { ...fields, schedules: [schedule], work_pool_name: "p", work_queue_name: "q" },
    },
    {
      method: "POST",
      path: `${at}/create_flow_run`,
      body: {
        parameters: {},
        tags: [],
        idempotency_key: "k",
        state: { type: "SCHEDULED" },
        job_variables: {},
        work_queue_name: "q",
      },
    },
    {
      method: "POST",
      path: `${at}/schedule`,
      body: { start_time: "2026-11-25T12:00:00Z", min_runs: 1, max_runs: 2, min_time: 5 },
    },
    { method: "PATCH", path: `${at}/schedules/${made.schedules[0]!.id}`, body: { ...schedule, max_scheduled_runs: 5 } },
    {
      method: "POST",
      path: "/api/deployments/filter",
      body: {
        limit: 5,
        offset: 0,
        sort: "NAME_ASC",
        deployments: { name: { like_: "a" } },
        work_pools: { name: { any_: ["p"] } },
      },
    },
    {
      method: "POST",
      path: "/api/deployments/get_scheduled_flow_runs",
      body: { deployment_ids: [made.id], limit: 1, scheduled_before: "2026-11-25T12:00:00Z" },
    },
    {
      method: "POST",
      path: "/api/work_pools/",
      body: {
        name: "n",
        type: "process",
        base_job_template: template,
        concurrency_limit: 1,
        storage_configuration: {},
      },
    },
    {
      method: "PATCH",
      path: "/api/work_pools/p",
      body: { description: "d", is_paused: false, base_job_template: template, concurrency_limit: 2 },
    },
    { method: "POST", path: "/api/work_pools/p/queues", body: { ...queue, filter: { tags: ["a"] } } },
    {
      method: "PATCH",
      path: "/api/work_pools/p/queues/default",
      body: { ...queue, last_polled: "2026-11-25T12:00:00Z" },
    },
    {
      method: "POST",
      path: "/api/work_pools/p/get_scheduled_flow_runs",
      body: { work_queue_names: ["default"], limit: 1, scheduled_before: "2026-11-25T12:00:00Z" },
    },
    {
      method: "POST",
      path: "/api/work_pools/p/workers/heartbeat",
      body: { name: "w", heartbeat_interval_seconds: 30 },
    },
    {
      method: "POST",
      path: "/api/work_pools/p/workers/filter",
      body: { workers: { status: { any_: ["ONLINE"] } }, limit: 1 },
    },
    { method: "POST", path: "/api/work_pools/p/concurrency_status", body: { page: 1, limit: 1, flow_run_limit: 1 } },
  ];
}

describe.each(databases)("on $name", (database) => {
  test.skipIf(database.skip)("no field of any body brings the server down", async () => {
    await using api = await openTestApi(database);
    const known = await samples(api);
    const mutated = fc.record({ sample: fc.constantFrom(...known), field: fc.nat(20), value: odd });
    await fc.assert(
      fc.asyncProperty(mutated, async ({ sample, field, value }) => {
        const names = Object.keys(sample.body);
        const body = { ...sample.body, [names[field % names.length]!]: value };
        const answer = await api.send(sample.method, sample.path, { body });
        const text = await answer.text();
        expect(answer.status, `${sample.method} ${sample.path} ${JSON.stringify(body)} → ${text}`).toBeLessThan(500);
        expect(api.unexpected).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test.skipIf(database.skip)("a deployment that is refused leaves nothing behind", async () => {
    await using api = await openTestApi(database);
    const { id: flow_id } = await api.call("POST /flows/", { body: { name: "crawl" } });
    const body = { name: "d", flow_id, work_queue_name: "new", global_concurrency_limit_id: flow_id };
    expect((await api.try("POST /deployments/", { body })).status).toBe(404);
    expect(await api.call("POST /deployments/count", { body: {} })).toBe(0);
    expect(await api.call("POST /work_queues/filter", { body: {} })).toEqual([]);
    expect(await api.call("POST /work_pools/count", { body: {} })).toBe(0);
  });
});
