import type { EventEmitter } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { SocketService } from "./serve-sockets.ts";
import { Socket } from "./socket.ts";

const largestMessage = 16 * 1024 * 1024;
const pingEveryMs = 20_000;

export interface Upgrades extends Disposable {
  /** Tells every peer that the server stops. */
  closeAll(): void;
}

/** Upgrades the requests of an HTTP server to websockets, where the service has a door for them. */
export function upgradeRequests(server: EventEmitter, service: SocketService): Upgrades {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestMessage,
    autoPong: false, // the reader says when (engine.md W3)
    perMessageDeflate: false, // with it, two fifths of the events a second
    handleProtocols: (protocols) => (protocols.has("prefect") ? "prefect" : false),
  });
  const alive = new WeakSet<WebSocket>();

  function onUpgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const answer = service.answer(request);
    if ("refuse" in answer) return refuse(stream, answer.refuse);
    sockets.handleUpgrade(request, stream, head, (ws) => {
      alive.add(ws);
      ws.on("pong", () => alive.add(ws));
      void answer.serve(new Socket(ws));
    });
  }

  /** A peer that has not answered since the last ping is gone. */
  function pingAll(): void {
    for (const ws of sockets.clients) {
      if (!alive.delete(ws)) ws.terminate();
      else ws.ping();
    }
  }

  server.on("upgrade", onUpgrade);
  const pings = setInterval(pingAll, pingEveryMs);
  pings.unref();
  return {
    closeAll() {
      for (const ws of sockets.clients) ws.close(1001, "The server is stopping");
    },
    [Symbol.dispose]() {
      clearInterval(pings);
      server.off("upgrade", onUpgrade);
      for (const ws of sockets.clients) ws.terminate();
      sockets.close();
    },
  };
}

function refuse(stream: Duplex, status: 403 | 404): void {
  stream.end(
    `HTTP/1.1 ${status} ${status === 403 ? "Forbidden" : "Not Found"}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
