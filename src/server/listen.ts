import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { WebSocketServer } from "ws";
import type { App } from "./app.ts";

export interface ListenOptions {
  /** Default 127.0.0.1: nobody else reaches it. */
  host?: string;
  /** Default: any free port. */
  port?: number;
}

/** What the adaptor calls a websocket server: `ws`'s own, whose types differ in what they leave out. */
type Sockets = NonNullable<Parameters<typeof createAdaptorServer>[0]["websocket"]>["server"];

export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes no new connections, and resolves when those that are there have ended; they get a grace period. */
  close(options?: { graceSeconds?: number }): Promise<void>;
}

const websocketMessage = 16 * 1024 * 1024;

/** Serves an app on a port; websockets are upgraded where the app has a door for them. */
export async function listen(
  app: Pick<App, "fetch">,
  { host = "127.0.0.1", port = 0 }: ListenOptions = {},
): Promise<Listening> {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: websocketMessage });
  const server = createAdaptorServer({
    fetch: (request) => app.fetch(request),
    websocket: { server: sockets as unknown as Sockets },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const bound = (server.address() as AddressInfo).port;

  async function close({ graceSeconds = 5 }: { graceSeconds?: number } = {}): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    for (const socket of sockets.clients) socket.close(1001, "The server is stopping");
    const cut = setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), graceSeconds * 1000);
    await closed;
    clearTimeout(cut);
    sockets.close();
  }

  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${bound}`,
    host,
    port: bound,
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
