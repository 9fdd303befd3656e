// Background tasks on their way to the workers that serve them. Source of the protocol: http-api §8.4.
//
// Invariants
//   Q1. A task that was sent and not acknowledged goes to another worker at once.
//   Q2. A task that was acknowledged stays with its worker for as long as that is connected, or comes back soon; if it
//       never begins, another worker gets it.

import { taskRunOnWire } from "../api/on-wire/task-run.ts";
import { claimTask, keepClaims, returnTask } from "../db/runs/task-claims.ts";
import { readTaskRun } from "../db/runs/task-runs.ts";
import { parsed } from "./authenticate.ts";
import type { SocketParts } from "./doors.ts";
import type { Socket } from "./socket.ts";
import { woken } from "./woken.ts";

const violation = 4001;
const keepEveryMs = 20_000;

interface Subscription {
  keys: readonly string[];
  clientId: string;
}

/** Sends scheduled background tasks to a worker, one at a time. */
export async function sendTasksTo(socket: Socket, parts: SocketParts): Promise<void> {
  const subscription = await readSubscription(socket);
  if (subscription === undefined) return;
  const { store } = parts;
  const { keys, clientId } = subscription;
  await store.write((tx) => keepClaims(tx, clientId));
  const keep = setInterval(() => void store.write((tx) => keepClaims(tx, clientId)).catch(() => {}), keepEveryMs);
  const topics = ["task-queue", ...keys.map((key) => `task-queue:${key}`)];
  try {
    for await (const _ of woken({ store, topics, everyMs: 1_000, pauseMs: 0, signal: socket.closed })) {
      while (await sendNext(socket, parts, subscription));
    }
  } finally {
    clearInterval(keep);
  }
}

async function readSubscription(socket: Socket): Promise<Subscription | undefined> {
  const text = await socket.receive();
  if (text === undefined) return undefined;
  const message = (parsed(text) ?? {}) as Record<string, unknown>;
  const keys = message["keys"];
  const clientId = message["client_id"];
  if (message["type"] !== "subscribe") return refuse(socket, "expected 'subscribe' message");
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === "string")) {
    return refuse(socket, "expected 'keys' in subscribe message");
  }
  if (typeof clientId !== "string") return refuse(socket, "expected 'client_id' in subscribe message");
  return { keys, clientId };
}

function refuse(socket: Socket, reason: string): undefined {
  socket.close(violation, `Protocol violation: ${reason}`);
}

/** False when there is nothing to send, or nobody to send it to. */
async function sendNext(socket: Socket, { store, clock }: SocketParts, subscription: Subscription): Promise<boolean> {
  if (socket.closed.aborted || subscription.keys.length === 0) return false;
  const id = await store.write((tx) => claimTask(tx, subscription));
  if (id === undefined) return false;
  const run = await readTaskRun(store, id);
  if (run === undefined) return true; // deleted since it was claimed
  const isTaken = await socket.send(taskRunOnWire(run, clock.now())).then(
    () => isAcknowledged(socket),
    () => false,
  );
  if (!isTaken) await store.write((tx) => returnTask(tx, id, subscription.clientId)); // Q1
  return isTaken;
}

async function isAcknowledged(socket: Socket): Promise<boolean> {
  const text = await socket.receive();
  if (text === undefined) return false;
  const { type } = (parsed(text) ?? {}) as Record<string, unknown>;
  if (type === "ack") return true;
  if (type === "quit") socket.close(1000);
  else refuse(socket, "expected 'ack' or 'quit' message");
  return false;
}
