// The channel of a worker: it says that it is alive, and hears of changes of its pool. Source: http-api §8.5.
//
// Invariants
//   K1. The hello is the first heartbeat: who has read the `ready` is online.
//   K2. Snapshots are numbered without a gap, and the last one is the pool as it is.
//   K3. Runs to start are fetched over HTTP: a channel that breaks holds up nothing.

import { isoFromMicros } from "../../lib/clock.ts";
import type { JsonObject } from "../../lib/json.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import { WorkerBeat, WorkerHello, workerChannelVersion } from "../../schemas/worker-channel.ts";
import { ApiError } from "../api/http/api-error.ts";
import { workPoolOnWire } from "../api/on-wire/work-pool.ts";
import { createWorkPool, fillTemplate } from "../api/work-pools/work-pools.ts";
import { readWorkPool, type WorkPoolRow } from "../db/work-pools/work-pools.ts";
import { listWorkQueues } from "../db/work-pools/work-queues.ts";
import { noteHeartbeat } from "../db/work-pools/workers.ts";
import { parsed } from "./authenticate.ts";
import type { SocketParts } from "./doors.ts";
import type { Socket } from "./socket.ts";
import { woken } from "./woken.ts";

type Hello = WorkerHello["payload"];

const capabilities = ["worker_heartbeat.v1", "work_pool_snapshot.v1"];
const mostQueues = 200;

/** Why the server ends a channel: the code of the close and, as its reason, a word that the worker acts on. */
const ends = {
  authorization_failed: 1008,
  unsupported_version: 1008,
  protocol_error: 1002,
} as const;

/** Serves the channel of one worker of a pool. */
export async function serveWorker(socket: Socket, parts: SocketParts, poolName: string): Promise<void> {
  const hello = await readHello(socket);
  if (hello === undefined) return;
  const place = await findPlace(parts, poolName, hello);
  if (place === undefined) return end(socket, "authorization_failed");
  const { pool, queues } = place;
  await parts.store.write((tx) => noteHeartbeat(tx, pool.id, beatOf(hello))); // K1
  await socket.send(frame("worker.ready.v1", parts, ready(hello, { pool, queues })));
  await Promise.race([hearBeats(socket, parts, { hello, pool }), tellChanges(socket, parts, pool)]);
}

function end(socket: Socket, reason: keyof typeof ends): void {
  socket.close(ends[reason], reason);
}

async function readHello(socket: Socket): Promise<Hello | undefined> {
  const text = await socket.receive();
  if (text === undefined) return undefined;
  const hello = WorkerHello().safeParse(parsed(text));
  if (!hello.success || !capabilities.every((one) => hello.data.payload.requested_capabilities.includes(one))) {
    end(socket, "protocol_error");
    return undefined;
  }
  if (hello.data.payload.supported_channel_versions.includes(workerChannelVersion)) return hello.data.payload;
  end(socket, "unsupported_version");
  return undefined;
}

interface Place {
  pool: WorkPoolRow;
  queues: { id: string; name: string }[];
}

/** The pool, made if the worker wants that, and the queues that it serves; undefined where one is missing. */
async function findPlace(parts: SocketParts, name: string, hello: Hello): Promise<Place | undefined> {
  const pool = (await readWorkPool(parts.store, name, parts.clock.now())) ?? (await makePool(parts, name, hello));
  if (pool === undefined) return undefined;
  const template = hello.default_base_job_template as JsonObject;
  if (pool.base_job_template === "{}") await parts.store.write((tx) => fillTemplate(tx, name, template));
  const list = { pool: name, filter: null, limit: mostQueues, offset: 0 };
  const all = (await listWorkQueues(parts.store, list)).map((queue) => ({ id: queue.id, name: queue.name }));
  const wanted = hello.work_queue_names;
  const queues = wanted.length === 0 ? all : all.filter((queue) => wanted.includes(queue.name));
  if (queues.length < new Set(wanted).size) return undefined;
  return { pool: (await readWorkPool(parts.store, name, parts.clock.now()))!, queues };
}

async function makePool({ store, clock }: SocketParts, name: string, hello: Hello): Promise<WorkPoolRow | undefined> {
  if (!hello.create_pool_if_not_found) return undefined;
  const base_job_template = hello.default_base_job_template as JsonObject;
  try {
    await store.write((tx) => createWorkPool(tx, { name, type: hello.worker_type, base_job_template }));
  } catch (error) {
    if (error instanceof ApiError) return undefined; // a reserved name, a template that is none
    throw error;
  }
  return await readWorkPool(store, name, clock.now()); // another worker's, if that was quicker
}

function ready(hello: Hello, { pool, queues }: Place): JsonObject {
  return {
    consumer_id: hello.consumer_id,
    worker_id: null,
    selected_channel_version: workerChannelVersion,
    effective_heartbeat_interval_seconds: hello.heartbeat_interval_seconds,
    accepted_capabilities: capabilities,
    rejected_capabilities: hello.requested_capabilities.filter((one) => !capabilities.includes(one)),
    effective_max_cleanup_concurrency: 0,
    resolved_work_queues: queues,
    initial_snapshot: snapshot(1, "initial", pool),
  };
}

async function hearBeats(
  socket: Socket,
  { store }: SocketParts,
  { hello, pool }: { hello: Hello; pool: WorkPoolRow },
): Promise<void> {
  for (;;) {
    const text = await socket.receive();
    if (text === undefined) return;
    const beat = WorkerBeat().safeParse(parsed(text));
    if (!beat.success || !isOf(hello, beat.data)) return end(socket, "protocol_error");
    await store.write((tx) => noteHeartbeat(tx, pool.id, beatOf(hello)));
  }
}

function isOf(hello: Hello, { payload }: WorkerBeat): boolean {
  return (
    payload.consumer_id === hello.consumer_id &&
    payload.worker_name === hello.worker_name &&
    payload.heartbeat_interval_seconds === hello.heartbeat_interval_seconds
  );
}

/** Sends the pool whenever something about it has changed that a worker goes by. */
async function tellChanges(socket: Socket, parts: SocketParts, told: WorkPoolRow): Promise<void> {
  const { store, clock } = parts;
  let last = whatMatters(told);
  let sequence = 1;
  const topics = [`work-pool:${told.id}`];
  for await (const _ of woken({ store, topics, everyMs: 10_000, pauseMs: 50, signal: socket.closed })) {
    const pool = await readWorkPool(store, told.name, clock.now());
    if (pool?.id !== told.id) return end(socket, "authorization_failed"); // it was deleted
    const now = whatMatters(pool);
    if (now === last) continue;
    last = now;
    const payload = snapshot(++sequence, "work_pool_updated", pool);
    await socket.send(frame("work_pool.snapshot.v1", parts, payload)).catch(() => {}); // closed: the loop sees it
  }
}

function whatMatters({ base_job_template, concurrency_limit, is_paused, storage_configuration }: WorkPoolRow): string {
  return JSON.stringify([base_job_template, concurrency_limit, is_paused, storage_configuration]);
}

function snapshot(snapshot_sequence: number, reason: string, pool: WorkPoolRow): JsonObject {
  return { snapshot_sequence, reason, work_pool: workPoolOnWire(pool) as unknown as JsonObject };
}

function frame(type: string, { clock }: SocketParts, payload: JsonObject): JsonObject {
  return { type, id: uuidv7(), sent_at: isoFromMicros(clock.now()), payload };
}

function beatOf({ worker_name, heartbeat_interval_seconds }: Hello) {
  return { name: worker_name, intervalSeconds: heartbeat_interval_seconds };
}
