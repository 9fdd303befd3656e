import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TaskWorker } from "./task-worker.ts";

/** Answers `GET /status` and `GET /health` while a task worker works. */
export async function openTaskStatus(
  worker: TaskWorker,
  given: true | { host?: string | undefined; port?: number | undefined },
): Promise<AsyncDisposable> {
  const { host = "127.0.0.1", port = 4422 } = given === true ? {} : given;
  const server = createServer(({ method, url }, response) => {
    const { pathname } = new URL(url ?? "/", "http://localhost");
    const isKnown = method === "GET" && (pathname === "/status" || pathname === "/health");
    const body = isKnown ? worker.status() : { detail: "There are GET /status and GET /health." };
    response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end(JSON.stringify(body));
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
