import { expect, test } from "vitest";
import { openTestApi } from "../../test/support/api.ts";
import { createClient } from "./client.ts";
import { withCsrf } from "./csrf.ts";
import type { Fetch } from "./fetch.ts";
import { retried } from "./retried.ts";

const baseUrl = "http://sluice.test/api";

/** Answers with these statuses in turn, then with the last one; remembers what it was sent. */
function answering(...answers: (Response | Error)[]) {
  const sent: Request[] = [];
  const fetch: Fetch = async (request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)]!;
    sent.push(request);
    if (answer instanceof Error) throw answer;
    return answer.clone() as Response;
  };
  return { fetch, sent };
}

const json = (status: number, value: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });

test("a route is called by its key, with the types of the route", async () => {
  await using api = await openTestApi();
  const client = createClient({ fetch: api.fetch, baseUrl: `${baseUrl}/` });
  const flow = await client.call("POST /flows/", { body: { name: "my flow", tags: ["a"] } });
  const found = await client.call("GET /flows/name/{name}", { params: { name: "my flow" } });
  expect(found).toEqual(flow);
  const states = await client.call("GET /flow_run_states/", { query: { flow_run_id: flow.id } });
  expect(states).toEqual([]);
  expect(await client.call("PATCH /flows/{id:uuid}", { params: flow, body: { tags: [] } })).toBeUndefined();
  expect(await client.call("GET /health")).toBe(true);
});

test("a refusal is an error with the status and the server's reason", async () => {
  await using api = await openTestApi();
  const client = createClient({ fetch: api.fetch, baseUrl });
  await expect(client.call("GET /flows/name/{name}", { params: { name: "none" } })).rejects.toMatchObject({
    code: "http-status-error",
    status: 404,
    message: expect.stringContaining("Flow not found"),
  });
});

test("names in a path cannot change the path", async () => {
  await using api = await openTestApi();
  const client = createClient({ fetch: api.fetch, baseUrl });
  await expect(
    client.call("GET /flows/name/{name}", { params: { name: "../../admin/version" } }),
  ).rejects.toMatchObject({ status: 404 });
});

test("what passes is tried again as the server asks, and up to a fifth later", async () => {
  const { fetch, sent } = answering(json(503, {}, { "retry-after": "2" }), json(429, {}), json(200, true));
  const waits: number[] = [];
  const sleep = async (seconds: number) => waits.push(seconds);
  const client = createClient({ fetch, baseUrl, retry: { sleep, random: () => 0.5 } });
  expect(await client.call("GET /health")).toBe(true);
  expect(sent).toHaveLength(3);
  expect(waits).toEqual([2.2, 4]);
});

test("a refusal that stays is not tried again", async () => {
  const { fetch, sent } = answering(json(500, { exception_message: "Internal Server Error" }));
  await expect(createClient({ fetch, baseUrl }).call("GET /health")).rejects.toMatchObject({ status: 500 });
  expect(sent).toHaveLength(1);
});

test("a network that fails every time is told as such, with its cause", async () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
  const { fetch, sent } = answering(refused);
  const waiting = retried(() => fetch(new Request(baseUrl)), { retries: 2, sleep: async () => {} });
  await expect(waiting).rejects.toMatchObject({ code: "server-unreachable", cause: refused });
  expect(sent).toHaveLength(3);
});

test("a server without CSRF protection is asked once, before the first write", async () => {
  await using api = await openTestApi();
  const paths: string[] = [];
  const counted: Fetch = (request) => {
    paths.push(new URL(request.url).pathname);
    return api.fetch(request);
  };
  const client = createClient({ fetch: withCsrf(counted, baseUrl), baseUrl });
  await client.call("GET /health");
  await client.call("POST /flows/", { body: { name: "a" } });
  await client.call("POST /flows/", { body: { name: "b" } });
  expect(paths).toEqual(["/api/health", "/api/csrf-token", "/api/flows/", "/api/flows/"]);
});

test("a stale CSRF token is renewed and the write sent again", async () => {
  const token = (text: string) => json(200, { token: text, client: "me" });
  const { fetch, sent } = answering(
    token("old"),
    json(403, { detail: "Invalid CSRF token or client identifier." }),
    token("new"),
    json(201, { id: "x" }),
  );
  const response = await withCsrf(
    fetch,
    baseUrl,
    "me",
  )(new Request(`${baseUrl}/flows/`, { method: "POST", body: "{}" }));
  expect(response.status).toBe(201);
  expect(sent.map((request) => request.headers.get("prefect-csrf-token"))).toEqual([null, "old", null, "new"]);
  expect(await sent[3]!.text()).toBe("{}");
});

test("a token that could not be asked for, because the server was away, is asked for again by the next write", async () => {
  let isAway = true;
  const asked: string[] = [];
  const fetch = withCsrf((request) => {
    asked.push(new URL(request.url).pathname);
    if (isAway) return Promise.reject(Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    return Promise.resolve(
      request.url.includes("csrf-token") ? new Response("{}", { status: 404 }) : new Response("ok"),
    );
  }, baseUrl);
  const write = () => fetch(new Request(`${baseUrl}/flows/`, { method: "POST", body: "{}" }));
  await expect(write()).rejects.toThrow("ECONNRESET");
  isAway = false;
  expect((await write()).status).toBe(200);
  expect(asked).toEqual(["/api/csrf-token", "/api/csrf-token", "/api/flows/"]);
});
