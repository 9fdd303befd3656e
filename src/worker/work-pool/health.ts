import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface HealthOptions {
  host?: string | undefined;
  port?: number | undefined;
  /** Why the worker is not well; undefined while it is. */
  complaint(): string | undefined;
  say(message: string): void;
}

/** Answers GET /health: 200 while the worker looks for runs, 503 with the reason when it has not for long. */
export async function serveHealth(options: HealthOptions): Promise<AsyncDisposable> {
  const { host = "127.0.0.1", port = 8080, complaint, say } = options;
  const server = createServer(({ url }, response) => {
    const wrong = complaint();
    const [status, body] =
      url !== "/health"
        ? [404, { detail: "There is GET /health." }]
        : wrong === undefined
          ? [200, { message: "OK" }]
          : [503, { message: wrong }];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  say(`Health: http://${host}:${(server.address() as AddressInfo).port}/health`);
  return {
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
