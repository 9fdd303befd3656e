// The websockets of the API, by their paths below its base.

import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../db/store.ts";
import type { Need } from "../access/needs.ts";
import { takeEventsFrom } from "./events-in.ts";
import { sendEventsTo } from "./events-out.ts";
import { sendLogsTo } from "./logs-out.ts";
import { sendTasksTo } from "./scheduled-task-runs.ts";
import type { Socket } from "./socket.ts";
import { serveWorker } from "./worker-channel.ts";

export interface SocketParts {
  readonly store: Store;
  readonly clock: Clock;
}

export interface SocketDoor {
  /** What a peer has to be allowed. */
  readonly need: Need;
  /** Serves one socket; resolves when it is done with it. */
  serve(socket: Socket, parts: SocketParts): Promise<void>;
}

const doors: Readonly<Record<string, SocketDoor>> = {
  "/events/in": { need: "report", serve: takeEventsFrom },
  "/events/out": { need: "read", serve: sendEventsTo },
  "/logs/out": { need: "read", serve: sendLogsTo },
  "/task_runs/subscriptions/scheduled": { need: "report", serve: sendTasksTo },
};

const workerChannel = /^\/work_pools\/([^/]+)\/workers\/connect$/;

/** The door at a path, if there is one. */
export function doorAt(path: string): SocketDoor | undefined {
  if (Object.hasOwn(doors, path)) return doors[path];
  const pool = workerChannel.exec(path)?.[1];
  if (pool === undefined) return undefined;
  const name = nameIn(pool);
  return name === undefined
    ? undefined
    : { need: "report", serve: (socket, parts) => serveWorker(socket, parts, name) };
}

function nameIn(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined; // a broken escape is no name
  }
}
