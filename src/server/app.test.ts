import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { openTestApi } from "../../test/support/api.ts";
import { databases } from "../../test/support/databases.ts";
import { ReadDeadlineExceeded, StoreError } from "./db/store-error.ts";
import { createApp } from "./app.ts";

const nowhere = "00000000-0000-4000-8000-000000000000";

test("the probes answer what Prefect's clients ask for", async () => {
  await using api = await openTestApi();
  expect(await api.call("GET /health")).toBe(true);
  expect(await api.call("GET /hello")).toBe("👋");
  expect(await api.call("GET /version")).toBe("0.8.4");
  expect(await api.call("GET /admin/version")).toBe("3.8.8");
  expect(await api.call("GET /ready")).toEqual({ message: "OK" });
  expect(await api.try("GET /csrf-token", { query: { client: "me" } })).toMatchObject({
    status: 422,
    body: { detail: "CSRF protection is disabled." },
  });
  await api.store.close();
  expect(await api.try("GET /ready")).toMatchObject({ status: 503, body: { message: "Database is not available" } });
});

test("the default result storage is a block that can be written to, until it is cleared", async () => {
  await using api = await openTestApi();
  expect(await api.call("GET /admin/storage")).toEqual({ default_result_storage_block_id: null });
  const blockOf = async (slug: string) => {
    await api.call("POST /block_types/filter", { body: {} });
    const type = await api.call("GET /block_types/slug/{slug}", { params: { slug } });
    const block_schemas = { block_type_id: { any_: [type.id] } };
    const [schema] = await api.call("POST /block_schemas/filter", { body: { block_schemas } });
    const body = { name: slug, data: {}, block_type_id: type.id, block_schema_id: schema!.id };
    return { default_result_storage_block_id: (await api.call("POST /block_documents/", { body })).id };
  };
  const stored = await blockOf("local-file-system");
  expect(await api.call("PUT /admin/storage", { body: stored })).toEqual(stored);
  expect(await api.call("GET /admin/storage")).toEqual(stored);
  expect((await api.try("PUT /admin/storage", { body: await blockOf("secret") })).status).toBe(422);
  expect((await api.try("PUT /admin/storage", { body: { default_result_storage_block_id: nowhere } })).status).toBe(
    404,
  );
  await api.call("DELETE /admin/storage");
  expect(await api.call("GET /admin/storage")).toEqual({ default_result_storage_block_id: null });
});

test("where CSRF protection is on, who changes something shows the token that it was given, while that is good", async () => {
  await using api = await openTestApi(undefined, { csrfProtection: true, csrfTokenSeconds: 60 });
  const create = (headers: Record<string, string>) => api.try("POST /flows/", { body: { name: "a" }, headers });
  const refused = { status: 403, body: { detail: "Missing CSRF token." } };
  expect(await create({})).toMatchObject(refused);
  const { token } = await api.call("GET /csrf-token", { query: { client: "me" } });
  const missing = await create({ "prefect-csrf-token": token });
  expect(missing.body).toEqual({ detail: "Missing client identifier." });
  const own = { "prefect-csrf-token": token, "prefect-csrf-client": "me" };
  expect((await create(own)).status).toBe(201);
  const other = await create({ ...own, "prefect-csrf-client": "you" });
  expect([other.status, other.body]).toEqual([403, { detail: "Invalid CSRF token or client identifier." }]);
  api.clock.at += 61_000_000;
  expect((await create(own)).status).toBe(403);
  await api.call("POST /flows/", {
    body: { name: "b" },
    headers: { ...own, "prefect-csrf-token": (await api.call("GET /csrf-token", { query: { client: "me" } })).token },
  });
});

test.each([
  ["0.8.4", 200],
  ["0.10.0", 200],
  ["", 200],
  ["0.7.9", 400],
  ["1.x", 400],
  ["latest", 400],
])("API version %j is answered with %i", async (version, status) => {
  await using api = await openTestApi();
  const headers = { "x-prefect-api-version": version };
  expect((await api.try("GET /hello", { headers })).status).toBe(status);
  expect((await api.try("GET /health", { headers })).status).toBe(200);
});

test("a wrong slash is redirected, a wrong method and an unknown path are told apart", async () => {
  await using api = await openTestApi();
  const slash = await api.send("POST", "/api/flows?x=1", { body: { name: "a" } });
  expect([slash.status, slash.headers.get("location")]).toEqual([307, "/api/flows/?x=1"]);
  const method = await api.send("PUT", "/api/flows/filter");
  expect([method.status, method.headers.get("allow"), await method.json()]).toEqual([
    405,
    "POST",
    { detail: "Method Not Allowed" },
  ]);
  const unknown = await api.send("GET", "/api/nothing");
  expect([unknown.status, await unknown.json()]).toEqual([404, { detail: "Not Found" }]);
  const noUuid = await api.send("GET", "/api/flows/not-a-uuid");
  expect([noUuid.status, await noUuid.json()]).toEqual([404, { detail: "Not Found" }]);
});

test("the OpenAPI document holds every route below the base path", async () => {
  await using api = await openTestApi();
  const document = (await (await api.send("GET", "/api/openapi.json")).json()) as { openapi: string; paths: object };
  expect(document.openapi).toBe("3.1.0");
  expect(document.paths).toHaveProperty(["/api/flow_runs/{id}/set_state", "post"]);
});

test("a body without a content type is JSON, and one that a web page could send unasked is refused", async () => {
  await using api = await openTestApi();
  const body = new TextEncoder().encode('{"name":"a"}');
  const untyped = await api.fetch(new Request("http://x/api/flows/", { method: "POST", body }));
  expect(untyped.status).toBe(201);
  const form = await api.send("POST", "/api/flows/", {
    body: '{"name":"b"}',
    headers: { "content-type": "text/plain" },
  });
  expect(form.status).toBe(422);
});

test("a left out body counts as empty where nothing is required", async () => {
  await using api = await openTestApi();
  expect((await api.send("POST", "/api/flows/filter")).status).toBe(200);
  const refused = await api.send("POST", "/api/flows/");
  expect([refused.status, await refused.json()]).toEqual([
    422,
    {
      exception_message: "Invalid request received.",
      exception_detail: [{ type: "missing", loc: ["body"], msg: "Field required", input: null }],
      request_body: null,
    },
  ]);
});

test("W5: a validation error names place, type and input as pydantic does", async () => {
  await using api = await openTestApi();
  const body = { flow_id: "no", tags: "x", empirical_policy: { retries: 1.5 }, state: { type: "DONE" } };
  const { status, body: answer } = await api.try("POST /flow_runs/", { body: body as never });
  expect(status).toBe(422);
  expect(answer).toMatchObject({
    exception_message: "Invalid request received.",
    exception_detail: [
      { type: "enum", loc: ["body", "state", "type"], input: "DONE" },
      { type: "uuid_parsing", loc: ["body", "flow_id"], msg: "Input should be a valid UUID", input: "no" },
      { type: "int_from_float", loc: ["body", "empirical_policy", "retries"], input: 1.5 },
      { type: "list_type", loc: ["body", "tags"], msg: "Input should be a valid list", input: "x" },
    ],
    request_body: body,
  });
});

test("S1: a read past its deadline is answered with 503 and when to come back", async () => {
  await using api = await openTestApi();
  const slow = { ...api.store, read: () => Promise.reject(new ReadDeadlineExceeded(2000)) };
  const { fetch } = createApp({ store: slow, clock: api.clock });
  const response = await fetch(new Request("http://x/api/flows/name/a"));
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"]);
  expect(await response.json()).toMatchObject({ exception_message: "Service Unavailable" });
});

test("what nobody expected is a 500 without details, and is reported", async () => {
  await using api = await openTestApi();
  const reported: unknown[] = [];
  const broken = { ...api.store, read: () => Promise.reject(new Error("secret path")) };
  const { fetch } = createApp({ store: broken, clock: api.clock, onUnexpected: (error) => reported.push(error) });
  const response = await fetch(new Request("http://x/api/flows/name/a"));
  expect([response.status, await response.json()]).toEqual([500, { exception_message: "Internal Server Error" }]);
  expect(reported).toHaveLength(1);
});

test("an error of the recording route has the API's shape, too", async () => {
  await using api = await openTestApi();
  const full = { ...api.store, write: () => Promise.reject(new StoreError("full", "The disk is full.")) };
  const { fetch } = createApp({ store: full, clock: api.clock, onUnexpected: () => {} });
  const body = JSON.stringify({ attempts: [nowhere], lease_seconds: 30 });
  const headers = { "content-type": "application/json" };
  const response = await fetch(new Request("http://x/api/sluice/leases", { method: "POST", body, headers }));
  expect([response.status, await response.json()]).toEqual([
    503,
    { exception_message: "Service Unavailable", detail: "The disk is full." },
  ]);
});

describe.each(databases)("W5: bad input on $name", (database) => {
  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  const flowRun = (fields: string) => `{"flow_id":"${nowhere}",${fields}}`;

  const refused: [name: string, method: string, path: string, body: string | Uint8Array][] = [
    ["a lone surrogate", "POST", "/flows/", '{"name":"\\ud800"}'],
    ["no JSON", "POST", "/flows/", "{"],
    ["NaN", "POST", "/flow_runs/", flowRun('"parameters":{"x":NaN}')],
    ["a number for an object", "POST", "/flows/", "5"],
    ["null for an object", "POST", "/flows/", "null"],
    ["an array for an object", "POST", "/flow_runs/filter", "[]"],
    ["an object for an array", "POST", "/logs/", "{}"],
    ["invalid UTF-8", "POST", "/flows/", Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
    ["deep nesting", "POST", "/variables/", `{"name":"deep","value":${nested(20_000)}}`],
    ["a huge body", "POST", "/flows/", `{"name":"${"x".repeat(17 * 1024 * 1024)}"}`],
    ["too large parameters", "POST", "/flow_runs/", flowRun(`"parameters":{"x":"${"x".repeat(600_000)}"}`)],
    ["a list for parameters", "POST", "/flow_runs/", flowRun('"parameters":[]')],
    ["a forbidden name", "POST", "/flows/", '{"name":"a/b"}'],
    ["a wrong time", "POST", "/flow_runs/filter", '{"flow_runs":{"start_time":{"after_":"yesterday"}}}'],
    [
      "the 31st of February",
      "POST",
      "/flow_runs/filter",
      '{"flow_runs":{"start_time":{"after_":"2026-02-31T25:00:00Z"}}}',
    ],
    ["a negative offset", "POST", "/flow_runs/filter", '{"offset":-1}'],
    ["a fraction for a limit", "POST", "/flow_runs/filter", '{"limit":1.5}'],
    ["2^53+1 for a limit", "POST", "/flow_runs/filter", '{"limit":9007199254740993}'],
    ["page 0", "POST", "/flow_runs/paginate", '{"page":0}'],
    ["an unknown sort", "POST", "/flow_runs/filter", '{"sort":"id; DROP TABLE flow_run"}'],
    ["an unknown operator", "POST", "/flow_runs/filter", '{"flow_runs":{"operator":"xor_"}}'],
    [
      "an interval of nothing",
      "POST",
      "/flow_runs/history",
      '{"history_start":"2026-01-01T00:00:00Z","history_end":"2026-01-02T00:00:00Z","history_interval_seconds":0}',
    ],
    ["an upper-case variable name", "POST", "/variables/", '{"name":"UPPER","value":1}'],
    ["a variable without a value", "POST", "/variables/", '{"name":"empty"}'],
    ["a large variable", "POST", "/variables/", `{"name":"big","value":"${"x".repeat(6000)}"}`],
    ["a label that is an object", "PATCH", `/flow_runs/${nowhere}/labels`, '{"a":{}}'],
    ["an id of the wrong kind in a query", "GET", "/flow_run_states/?flow_run_id=5", ""],
    ["a log without its time", "POST", "/logs/", '[{"name":"a","level":20,"message":"m"}]'],
    ["51 runs at once", "POST", "/flow_runs/bulk_delete", '{"limit":51}'],
    ["a schema that is none", "POST", "/ui/schemas/validate", '{"schema":{"type":"nothing"},"values":{}}'],
  ];

  test.skipIf(database.skip).each(refused)(
    "%s is refused with the reason, and nothing is written",
    async (_name, method, path, body) => {
      await using api = await openTestApi(database);
      const response = await api.send(method, `/api${path}`, body === "" ? {} : { body });
      const text = await response.text();
      expect(response.status, text.slice(0, 500)).toBeGreaterThanOrEqual(400);
      expect(response.status, `${text.slice(0, 500)} ${String(api.unexpected[0])}`).toBeLessThan(500);
      expect(text).toMatch(/detail/);
      for (const table of ["flow", "flow_run", "variable", "log"] as const) {
        expect(await api.store.read((db) => db.selectFrom(table).select("id").execute())).toEqual([]);
      }
    },
  );

  const harmless: [name: string, body: string][] = [
    ["SQL", JSON.stringify({ name: `x'); DROP TABLE flow; -- " \\ ${"`"}` })],
    [
      "prototype keys",
      '{"name":"p","__proto__":{"polluted":1},"constructor":{"x":1},"labels":{"__proto__":"x","toString":"y"}}',
    ],
    ["unknown fields", '{"name":"future","new_field":{"a":[1]}}'],
    ["emoji and combining marks", JSON.stringify({ name: "🚿 ė\u0301 ‏שלום" })],
    ["escaped surrogate pairs", '{"name":"\\ud83d\\ude80"}'],
    ["a long name", JSON.stringify({ name: "n".repeat(2000) })],
  ];

  test.skipIf(database.skip).each(harmless)("%s in a body does no harm", async (_name, body) => {
    await using api = await openTestApi(database);
    const response = await api.send("POST", "/api/flows/", { body });
    expect(response.status, String(api.unexpected[0])).toBe(201);
    const { id, name } = (await response.json()) as { id: string; name: string };
    expect((await api.call("GET /flows/{id:uuid}", { params: { id } })).name).toBe(name);
    expect(
      await api.call("POST /flows/filter", { body: { flows: { name: { like_: name.slice(0, 100) } } } }),
    ).toHaveLength(1);
    expect({}).not.toHaveProperty("polluted");
  });

  test.skipIf(database.skip)(
    "a name that no index can hold is kept or refused, never an error of the server",
    async () => {
      await using api = await openTestApi(database);
      const body = { name: randomBytes(300_000).toString("base64").replaceAll("/", "_") };
      const { status } = await api.try("POST /flows/", { body });
      expect([201, 422], String(api.unexpected[0])).toContain(status);
    },
  );

  test.skipIf(database.skip)("a NUL character is kept or refused, never an error of the server", async () => {
    await using api = await openTestApi(database);
    const response = await api.send("POST", "/api/flows/", { body: '{"name":"a\\u0000b"}' });
    expect([201, 422], String(api.unexpected[0])).toContain(response.status);
  });
});
