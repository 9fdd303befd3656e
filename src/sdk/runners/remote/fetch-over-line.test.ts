import { MessageChannel, type MessagePort } from "node:worker_threads";
import { afterEach, expect, test } from "vitest";
import { FetchDesk, fetchOver } from "./fetch-over-line.ts";
import { Line, type Port } from "./line.ts";
import type { ParentServices, WorkerServices } from "./protocol.ts";

const channels: MessageChannel[] = [];

afterEach(() => {
  for (const { port1 } of channels.splice(0)) port1.close();
});

const portOf = (port: MessagePort): Port => ({
  post: (message) => port.postMessage(message),
  listen: (listener) => port.on("message", listener),
});

/** A fetch whose requests cross a message channel to a server on its other side. */
function fetchAcross(server: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  const channel = new MessageChannel();
  channels.push(channel);
  const desk = new FetchDesk(server);
  const services: Pick<ParentServices, "fetch" | "readBody" | "endBody"> = {
    fetch: (request) => desk.answer(request),
    readBody: (stream) => desk.read(stream),
    endBody: (stream) => desk.end(stream),
  };
  new Line(portOf(channel.port1), services);
  return fetchOver(new Line<WorkerServices, ParentServices>(portOf(channel.port2), {} as WorkerServices));
}

test("W4: method, headers and body go over, and status, headers and body come back", async () => {
  const fetch = fetchAcross(async (request) => {
    const body = { method: request.method, type: request.headers.get("content-type"), text: await request.text() };
    return Response.json(body, { status: 201, headers: { "x-answered": "yes" } });
  });
  const response = await fetch(
    new Request("http://sluice.test/api/x", {
      method: "POST",
      body: "{}",
      headers: { "content-type": "application/json" },
    }),
  );
  expect(response.status).toBe(201);
  expect(response.headers.get("x-answered")).toBe("yes");
  expect(await response.json()).toEqual({ method: "POST", type: "application/json", text: "{}" });
});

test("an answer without a body has none", async () => {
  const fetch = fetchAcross(() => Promise.resolve(new Response(null, { status: 204 })));
  const response = await fetch(new Request("http://sluice.test/api/x"));
  expect([response.status, await response.text()]).toEqual([204, ""]);
});

test("what the server throws is thrown here", async () => {
  const fetch = fetchAcross(() =>
    Promise.reject(Object.assign(new TypeError("fetch failed"), { cause: new Error("ECONNREFUSED") })),
  );
  await expect(fetch(new Request("http://sluice.test/api/x"))).rejects.toThrow(TypeError);
});

test("a streaming answer arrives piece by piece, and is ended by its reader", async () => {
  let isCancelled = false;
  const pieces = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode("{}\n"));
    },
    cancel() {
      isCancelled = true;
    },
  });
  const fetch = fetchAcross(() =>
    Promise.resolve(new Response(pieces, { headers: { "content-type": "application/x-ndjson" } })),
  );
  const response = await fetch(new Request("http://sluice.test/api/x"));
  const reader = response.body!.getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe("{}\n");
  await reader.cancel();
  await expect.poll(() => isCancelled).toBe(true);
});
