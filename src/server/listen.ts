import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { App } from "./app.ts";
import { upgradeRequests } from "./sockets/upgrade.ts";

export interface ListenOptions {
  /** Default 127.0.0.1: nobody else reaches it. */
  host?: string;
  /** Default: any free port. */
  port?: number;
}

export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes no new connections, and resolves when those that are there have ended; they get a grace period. */
  close(options?: { graceSeconds?: number }): Promise<void>;
}

const idleSweepMs = 20;

/** Serves an app on a port; websockets are upgraded where the app has a door for them. */
export async function listen(
  app: Pick<App, "fetch"> & Partial<Pick<App, "sockets" | "endStreams">>,
  { host = "127.0.0.1", port = 0 }: ListenOptions = {},
): Promise<Listening> {
  const server = createAdaptorServer({ fetch: (request) => app.fetch(request) });
  const upgrades = upgradeRequests(server, app.sockets ?? { answer: () => ({ refuse: 404 }) });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;

  async function close({ graceSeconds = 5 }: { graceSeconds?: number } = {}): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    upgrades.closeAll();
    app.endStreams?.();
    const sweep = setInterval(closeIdle, idleSweepMs); // Node keeps a connection open whose answer ends after this
    const cut = setTimeout(cutOff, graceSeconds * 1000);
    closeIdle();
    await closed;
    clearInterval(sweep);
    clearTimeout(cut);
    upgrades[Symbol.dispose]();
  }

  function closeIdle(): void {
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  }

  function cutOff(): void {
    upgrades[Symbol.dispose]();
    if ("closeAllConnections" in server) server.closeAllConnections();
  }

  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    host,
    port: bound,
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
