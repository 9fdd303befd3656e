import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { openHttpApi } from "./http-api.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A server on any free port; resolves with the address of its API. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  server = createServer(answer);
  await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
}

test("requests and answers pass unchanged, with the credentials", async () => {
  const seen: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers.authorization);
    if (request.url !== "/api/echo") return void response.end('"3.8.8"');
    response.writeHead(201, { "content-type": "application/json", "set-cookie": ["a=1", "b=2"] });
    request.pipe(response);
  });
  const api = await openHttpApi({ url: `${url}/`, authString: "ada:lovelace" });
  expect(api.url).toBe(url);
  const answer = await api.fetch(new Request(`${url}/echo`, { method: "PUT", body: "häuser" }));
  expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 201, text: "häuser" });
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(new Set(seen)).toEqual(new Set([`Basic ${btoa("ada:lovelace")}`]));
});

test("lines that are pushed arrive one by one", async () => {
  let push: ServerResponse | undefined;
  const url = await serve((request, response) => {
    if (request.url !== "/api/stream") return void response.end('"3.8.8"');
    push = response.writeHead(200, { "content-type": "application/x-ndjson" });
    push.write("1\n");
  });
  const api = await openHttpApi({ url });
  const lines = (await api.fetch(new Request(`${url}/stream`))).body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await lines.read()).value).toBe("1\n");
  push!.end("2\n");
  expect((await lines.read()).value).toBe("2\n");
  expect((await lines.read()).done).toBe(true);
});

test("an answer without a body is one", async () => {
  const url = await serve((request, response) => {
    if (request.method === "DELETE") response.writeHead(204);
    else response.writeHead(request.url === "/api/csrf-token" ? 404 : 200);
    response.end();
  });
  const api = await openHttpApi({ url });
  expect((await api.fetch(new Request(`${url}/flows/1`))).status).toBe(200);
});

test("nobody at the address is told with the variable that names it", async () => {
  await expect(openHttpApi({ url: "http://127.0.0.1:9/api", from: "PREFECT_API_URL" })).rejects.toMatchObject({
    code: "server-unreachable",
    message: expect.stringMatching(
      /127\.0\.0\.1:9\/api \(from PREFECT_API_URL\).*sluice server start.*unset PREFECT_API_URL/,
    ),
  });
});

test.for([
  [401, "SLUICE_API_AUTH_STRING"],
  [404, "ends in /api"],
  [500, "answered 500"],
] as const)("an answer of %d at first is explained", async ([status, hint]) => {
  const url = await serve((_request, response) => response.writeHead(status).end());
  await expect(openHttpApi({ url })).rejects.toMatchObject({
    code: "unusable-server",
    message: expect.stringContaining(hint),
  });
});

test("what is no address of a server is refused before anything is sent", async () => {
  for (const url of ["127.0.0.1:4200/api", "ftp://x/api", "nonsense"]) {
    await expect(openHttpApi({ url })).rejects.toThrow("is no address of an API");
  }
});
