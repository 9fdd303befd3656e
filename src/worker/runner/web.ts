// What `serve({ webserver: true })` answers: whether it lives, what it runs, and a way to start a run.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import { isHttpStatusError } from "../../sdk/errors.ts";
import type { Serving } from "./serve.ts";

const longestBody = 1024 * 1024;

export async function openRunnerWeb(
  serving: Serving,
  given: true | { host?: string | undefined; port?: number | undefined },
): Promise<AsyncDisposable> {
  const { host = "127.0.0.1", port = 8080 } = given === true ? {} : given;
  const server = createServer((request, response) => {
    answer(serving, request).then(
      ({ status, body }) => reply(response, status, body),
      (error: unknown) => reply(response, 500, { detail: String(error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  console.error(`Status: http://${host}:${(server.address() as AddressInfo).port}/status`);
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

interface Answer {
  status: number;
  body: unknown;
}

async function answer(serving: Serving, request: IncomingMessage): Promise<Answer> {
  const { method, url = "/" } = request;
  const { pathname } = new URL(url, "http://localhost");
  const run = /^\/deployments?\/([^/]+)\/run$/.exec(pathname);
  if (method === "GET" && pathname === "/health") return { status: 200, body: { status: "healthy" } };
  if (method === "GET" && pathname === "/run_count") return { status: 200, body: serving.running.length };
  if (method === "GET" && pathname === "/status") return { status: 200, body: statusOf(serving) };
  if (method === "POST" && run !== null) return await startRun(serving, run[1]!, await bodyOf(request));
  return {
    status: 404,
    body: { detail: "There are GET /health, /run_count, /status and POST /deployments/{id}/run." },
  };
}

function statusOf({ served, running, limit }: Serving) {
  const deployments = served.map(({ deployment, label }) => ({ id: deployment.id, name: label }));
  return { deployments, running, limit: Number.isFinite(limit) ? limit : null };
}

async function startRun({ api, served }: Serving, id: string, body: unknown): Promise<Answer> {
  if (!served.some(({ deployment }) => deployment.id === id))
    return { status: 404, body: { detail: `The deployment ${id} is not served here.` } };
  if (body === undefined)
    return { status: 422, body: { detail: "The body is no JSON object: it holds the parameters." } };
  try {
    const path = `/deployments/${id}/create_flow_run`;
    return { status: 201, body: await ask(api, path, { method: "POST", body: { parameters: body } }) };
  } catch (error) {
    if (isHttpStatusError(error)) return { status: error.status, body: { detail: error.reason } };
    throw error;
  }
}

/** Undefined where it is no JSON object. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const piece of request) {
    text += String(piece);
    if (text.length > longestBody) return undefined;
  }
  try {
    const value: unknown = text === "" ? {} : JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
