import type { IncomingMessage } from "node:http";
import type { Gate } from "../access/gate.ts";
import { authenticate } from "./authenticate.ts";
import { doorAt, type SocketDoor, type SocketParts } from "./doors.ts";
import type { Socket } from "./socket.ts";

/** What answers an upgrade to a websocket: the one that serves it, or the status with which it is refused. */
export type SocketAnswer = { serve: (socket: Socket) => Promise<void> } | { refuse: 403 | 404 };

export interface SocketService {
  answer(request: Pick<IncomingMessage, "url" | "headers">): SocketAnswer;
}

export interface SocketServiceOptions extends SocketParts {
  apiBasePath: string;
  gate: Gate;
  onUnexpected: (error: unknown, path: string) => void;
}

/** The websockets of the API. */
export function serveSockets(options: SocketServiceOptions): SocketService {
  return {
    answer({ url = "/", headers }) {
      const { pathname } = new URL(url, "http://sluice");
      const path = pathname.startsWith(options.apiBasePath) ? pathname.slice(options.apiBasePath.length) : "";
      const door = doorAt(path);
      if (door === undefined) return { refuse: 404 };
      if (isForeign(headers) || !canAuthenticate(headers, options)) return { refuse: 403 };
      return { serve: (socket) => serve(socket, { door, path, options }) };
    },
  };
}

/** A page of another origin: browsers let it open sockets to anywhere, and send no credentials of its own. */
function isForeign({ origin, host }: IncomingMessage["headers"]): boolean {
  return origin !== undefined && URL.parse(origin)?.host !== host;
}

function canAuthenticate(headers: IncomingMessage["headers"], { gate }: SocketServiceOptions): boolean {
  // Whether there are API keys is asked later, on the open socket: that answer takes a query.
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").map((protocol) => protocol.trim());
  return !gate.isAlwaysClosed || protocols.includes("prefect");
}

interface Serving {
  door: SocketDoor;
  path: string;
  options: SocketServiceOptions;
}

async function serve(socket: Socket, { door, path, options }: Serving): Promise<void> {
  try {
    if (await authenticate(socket, { gate: options.gate, need: door.need })) await door.serve(socket, options);
  } catch (error) {
    if (!socket.closed.aborted) options.onUnexpected(error, path);
  }
  socket.close(1000);
}
