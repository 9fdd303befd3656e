import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import { expect, test } from "vitest";
import { openTestApi } from "../../test/support/api.ts";
import { openHttpApi } from "../client/http-api.ts";
import { createClient } from "../client/client.ts";
import { listen } from "./listen.ts";

test("an app is served on a free port of the loopback, and its client finds it", async () => {
  await using api = await openTestApi();
  await using server = await listen(api);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const { fetch, url } = await openHttpApi({ url: `${server.url}/api` });
  const client = createClient({ fetch, baseUrl: url });
  const flow = await client.call("POST /flows/", { body: { name: "served" } });
  expect(await client.call("GET /flows/{id:uuid}", { params: flow })).toEqual(flow);
  await client.call("DELETE /flows/{id:uuid}", { params: flow });
  await expect(client.call("GET /flows/{id:uuid}", { params: flow })).rejects.toMatchObject({ status: 404 });
});

test("large answers are compressed for those who accept it, small ones are not", async () => {
  await using api = await openTestApi();
  await using server = await listen(api);
  const { headers, body } = await get(`${server.url}/api/openapi.json`, { "accept-encoding": "gzip" });
  expect(headers["content-encoding"]).toBe("gzip");
  expect(JSON.parse(gunzipSync(body).toString())).toMatchObject({ openapi: "3.1.0" });
  const small = await get(`${server.url}/api/csrf-token?client=me`, { "accept-encoding": "gzip" });
  expect(small.headers["content-encoding"]).toBeUndefined();
  const plain = await get(`${server.url}/api/openapi.json`, {});
  expect(plain.headers["content-encoding"]).toBeUndefined();
});

test("a closed server takes no new connections", async () => {
  await using api = await openTestApi();
  const server = await listen(api);
  await get(`${server.url}/api/health`, {});
  await server.close();
  await expect(get(`${server.url}/api/health`, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

/** Without what `fetch` does to headers and bodies by itself. */
function get(
  url: string,
  headers: Record<string, string>,
): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    sent.on("error", reject);
    sent.end();
  });
}
