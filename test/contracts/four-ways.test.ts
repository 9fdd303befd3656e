// W4: a request takes the same course by each of the ways to a server.

import { fork } from "node:child_process";
import { once } from "node:events";
import { MessageChannel } from "node:worker_threads";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openHttpApi } from "../../src/client/http-api.ts";
import { uuidv7 } from "../../src/lib/uuid.ts";
import type { Api } from "../../src/sdk/host.ts";
import { FetchDesk, fetchOver } from "../../src/sdk/runners/remote/fetch-over-line.ts";
import { Line, type Port } from "../../src/sdk/runners/remote/line.ts";
import type { ParentServices, WorkerServices } from "../../src/sdk/runners/remote/protocol.ts";
import { listen } from "../../src/server/listen.ts";
import { openTickingServer } from "./fixtures/ticking-server.ts";

interface Way extends AsyncDisposable {
  url: string;
  fetch: Api["fetch"];
}

const local = "http://sluice.test/api";

const fetchThrough = (port: Port): Api["fetch"] =>
  fetchOver(new Line<WorkerServices, ParentServices>(port, {} as WorkerServices));

async function direct(): Promise<Way> {
  const server = await openTickingServer();
  return { url: local, fetch: server.fetch, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

async function messagePort(): Promise<Way> {
  const server = await openTickingServer();
  const { port1, port2 } = new MessageChannel();
  const desk = new FetchDesk(server.fetch);
  const services: Pick<ParentServices, "fetch" | "readBody" | "endBody"> = {
    fetch: (request) => desk.answer(request),
    readBody: (stream) => desk.read(stream),
    endBody: (stream) => desk.end(stream),
  };
  const portOf = (port: typeof port1): Port => ({
    post: (message) => port.postMessage(message),
    listen: (listener) => port.on("message", listener),
  });
  new Line(portOf(port1), services);
  return {
    url: local,
    fetch: fetchThrough(portOf(port2)),
    async [Symbol.asyncDispose]() {
      port1.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

async function childProcess(): Promise<Way> {
  const script = fileURLToPath(new URL("fixtures/ipc-server.ts", import.meta.url));
  const child = fork(script, { serialization: "advanced", execArgv: [] });
  const port: Port = {
    post: (message) => child.send(message as object),
    listen: (listener) => child.on("message", listener),
  };
  return {
    url: local,
    fetch: fetchThrough(port),
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      child.disconnect();
      await ended;
    },
  };
}

async function http(): Promise<Way> {
  const server = await openTickingServer();
  const listening = await listen(server);
  const { url, fetch } = await openHttpApi({ url: `${listening.url}/api` });
  return {
    url,
    fetch,
    async [Symbol.asyncDispose]() {
      await listening.close({ graceSeconds: 0 });
      await server[Symbol.asyncDispose]();
    },
  };
}

describe.each([
  ["directly", direct],
  ["over a message port", messagePort],
  ["from a child process", childProcess],
  ["over HTTP", http],
])("W4: %s", (_name, open) => {
  let way: Way;
  beforeAll(async () => {
    way = await open();
  });
  afterAll(() => way[Symbol.asyncDispose]());

  const send = (method: string, path: string, body?: unknown): Promise<Response> =>
    way.fetch(
      new Request(`${way.url}${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      }),
    );

  test("a body goes over and an answer comes back, whatever characters are in them", async () => {
    const value = "ø 漢字 𝒳 \u2028 ".repeat(400);
    const made = await send("POST", "/variables/", { name: "text", value });
    expect(made.status).toBe(201);
    expect(await (await send("GET", "/variables/name/text")).json()).toMatchObject({ value });
  });

  test("numbers keep their digits", async () => {
    const body = '{"name":"exact","value":9007199254740993}';
    const headers = { "content-type": "application/json" };
    await way.fetch(new Request(`${way.url}/variables/`, { method: "POST", body, headers }));
    expect(await (await send("GET", "/variables/name/exact")).text()).toContain('"value":9007199254740993');
  });

  test("an answer without a body has none", async () => {
    await send("POST", "/variables/", { name: "short-lived", value: 1 });
    const response = await send("DELETE", "/variables/name/short-lived");
    expect([response.status, await response.text()]).toEqual([204, ""]);
  });

  test("a refusal says what is wrong", async () => {
    const missing = await send("GET", `/flow_runs/${uuidv7()}`);
    expect([missing.status, await missing.json()]).toEqual([404, { detail: "Flow run not found" }]);
    const wrong = await send("POST", "/variables/", { name: 1, value: 1 });
    expect(wrong.status).toBe(422);
    expect(wrong.headers.get("content-type")).toContain("application/json");
  });

  test("many requests at once get each its own answer", async () => {
    const names = Array.from({ length: 50 }, (_, at) => `many-${at}`);
    await Promise.all(names.map((name) => send("POST", "/variables/", { name, value: name })));
    const read = await Promise.all(names.map(async (name) => (await send("GET", `/variables/name/${name}`)).json()));
    expect(read.map((variable) => (variable as { value: string }).value)).toEqual(names);
  });

  test("an answer that goes on arrives line by line, and ends when its reader leaves", async () => {
    const response = await send("GET", "/ticks");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (text.split("\n").length <= 3) text += (await reader.read()).value ?? "";
    expect(text).toMatch(/^{"tick":1}\n{"tick":2}\n{"tick":3}\n/);
    await reader.cancel();
    await expect.poll(async () => (await send("GET", "/left")).json()).toBe(1);
  });
});
