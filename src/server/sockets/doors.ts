// The websockets of the API, by their paths below its base.

import type { Clock } from "../../lib/clock.ts";
import type { Store } from "../db/store.ts";
import type { Need } from "../access/needs.ts";
import { takeEventsFrom } from "./events-in.ts";
import { sendEventsTo } from "./events-out.ts";
import { sendLogsTo } from "./logs-out.ts";
import { sendTasksTo } from "./scheduled-task-runs.ts";
import type { Socket } from "./socket.ts";

export interface SocketParts {
  readonly store: Store;
  readonly clock: Clock;
}

/** Serves one socket; resolves when it is done with it. */
export type SocketDoor = (socket: Socket, parts: SocketParts) => Promise<void>;

/** What a peer has to be allowed. */
export const needOfSocket: Readonly<Record<string, Need>> = {
  "/events/in": "report",
  "/events/out": "read",
  "/logs/out": "read",
  "/task_runs/subscriptions/scheduled": "report",
};

export const socketDoors: Readonly<Record<string, SocketDoor>> = {
  "/events/in": takeEventsFrom,
  "/events/out": sendEventsTo,
  "/logs/out": sendLogsTo,
  "/task_runs/subscriptions/scheduled": sendTasksTo,
};
