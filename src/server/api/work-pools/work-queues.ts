import type { JsonObject } from "../../../lib/json.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { WorkQueueCreate, WorkQueueUpdate } from "../../../schemas/work-queue.ts";
import type { Tx } from "../../db/store.ts";
import { insertWorkPool } from "../../db/work-pools/work-pools.ts";
import {
  deleteWorkQueue,
  insertWorkQueue,
  listWorkQueues,
  readWorkQueue,
  updateWorkQueue,
  type WorkQueueKey,
  type WorkQueueRow,
} from "../../db/work-pools/work-queues.ts";
import { conflict, found } from "../http/api-error.ts";
import { workQueueOnWire } from "../on-wire/work-pool.ts";
import { sliceOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";
import { lockedPool, poolId } from "./work-pools.ts";

/** Where queues are that were made without a pool. */
export const agentPool = "default-agent-pool";

export const servedWorkQueues = [
  serve("POST /work_pools/{work_pool_name}/queues", async ({ params, body }, api) =>
    workQueueOnWire(await addQueue(params.work_pool_name, body, api), api.clock.now()),
  ),

  serve("GET /work_pools/{work_pool_name}/queues/{name}", async ({ params }, api) =>
    workQueueOnWire(await queueOf(inPool(params), api), api.clock.now()),
  ),

  serve("PATCH /work_pools/{work_pool_name}/queues/{name}", async ({ params, body }, { store }) => {
    await store.write((tx) => changeQueue(tx, inPool(params), body));
    return undefined;
  }),

  serve("DELETE /work_pools/{work_pool_name}/queues/{name}", async ({ params }, { store }) => {
    await store.write((tx) => removeQueue(tx, inPool(params)));
    return undefined;
  }),

  serve("POST /work_pools/{work_pool_name}/queues/filter", async ({ params, body }, api) => {
    await poolId(api.store, params.work_pool_name);
    const list = { pool: params.work_pool_name, filter: body.work_queues, ...sliceOf(body, api) };
    return onWire(await listWorkQueues(api.store, list), api);
  }),

  serve("POST /work_queues/", async ({ body }, api) => {
    await api.store.write((tx) => ensureAgentPool(tx));
    return workQueueOnWire(await addQueue(agentPool, body, api), api.clock.now());
  }),

  serve("GET /work_queues/{id:uuid}", async ({ params }, api) =>
    workQueueOnWire(await queueOf({ id: params.id }, api), api.clock.now()),
  ),

  serve("GET /work_queues/name/{name}", async ({ params }, api) =>
    workQueueOnWire(await queueOf({ pool: agentPool, name: params.name }, api), api.clock.now()),
  ),

  serve("PATCH /work_queues/{id:uuid}", async ({ params, body }, { store }) => {
    await store.write((tx) => changeQueue(tx, { id: params.id }, body));
    return undefined;
  }),

  serve("DELETE /work_queues/{id:uuid}", async ({ params }, { store }) => {
    await store.write((tx) => removeQueue(tx, { id: params.id }));
    return undefined;
  }),

  serve("POST /work_queues/filter", async ({ body }, api) =>
    onWire(await listWorkQueues(api.store, { filter: body.work_queues, ...sliceOf(body, api) }), api),
  ),
];

function inPool({ work_pool_name, name }: { work_pool_name: string; name: string }): WorkQueueKey {
  return { pool: work_pool_name, name };
}

export function missingWorkQueue(key: WorkQueueKey): string {
  return "id" in key ? `Work Queue not found` : `Work pool queue '${key.pool}/${key.name}' not found.`;
}

export async function queueOf(key: WorkQueueKey, { store }: Api): Promise<WorkQueueRow> {
  const queue = await store.read((db) => readWorkQueue(db, key));
  if (queue === undefined && "pool" in key && key.pool !== agentPool) await poolId(store, key.pool);
  return found(queue, missingWorkQueue(key));
}

function onWire(queues: readonly WorkQueueRow[], { clock }: Api) {
  return queues.map((queue) => workQueueOnWire(queue, clock.now()));
}

async function addQueue(poolName: string, body: WorkQueueCreate, api: Api): Promise<WorkQueueRow> {
  const { name, description, is_paused, concurrency_limit = null, priority, filter } = body;
  const id = await api.store.write(async (tx) => {
    const pool = await lockedPool(tx, poolName);
    const queue = {
      name,
      description,
      is_paused,
      concurrency_limit,
      priority,
      filter: (filter ?? null) as JsonObject | null,
    };
    return insertWorkQueue(tx, pool.id, queue);
  });
  if (id === undefined) throw conflict(`The work pool "${poolName}" has a queue with the name "${name}".`);
  return queueOf({ id }, api);
}

/** The pool of queues without a pool; it is made when it is first needed. */
export async function ensureAgentPool(tx: Tx): Promise<void> {
  await insertWorkPool(tx, {
    id: uuidv7(),
    name: agentPool,
    description: null,
    type: "prefect-agent",
    is_paused: false,
    concurrency_limit: null,
    default_queue_id: uuidv7(),
    storage_configuration: {},
    base_job_template: "{}",
  });
}

/** The queue, with its pool's row locked. */
async function lockedQueue(tx: Tx, key: WorkQueueKey) {
  const known = found(await readWorkQueue(tx.db, key), missingWorkQueue(key));
  const pool = await lockedPool(tx, known.work_pool_name);
  const queue = found(await readWorkQueue(tx.db, { id: known.id }), missingWorkQueue(key));
  return { queue, pool };
}

async function changeQueue(tx: Tx, key: WorkQueueKey, body: WorkQueueUpdate): Promise<void> {
  const { queue } = await lockedQueue(tx, key);
  const { name, last_polled, description, is_paused, concurrency_limit, priority, filter } = body;
  if (name && name !== queue.name) await refuseTakenName(tx, queue, name);
  await updateWorkQueue(tx, queue, {
    ...(name ? { name } : {}),
    ...(description === undefined ? {} : { description }),
    ...(is_paused === undefined ? {} : { is_paused }),
    ...(concurrency_limit === undefined ? {} : { concurrency_limit }),
    ...(priority === undefined || priority === null ? {} : { priority }),
    ...(last_polled ? { last_polled: microsFromWire(last_polled) } : {}),
    ...(filter === undefined ? {} : { filter: filter as JsonObject | null }),
  });
}

async function refuseTakenName(tx: Tx, { work_pool_name: pool }: WorkQueueRow, name: string): Promise<void> {
  const other = await readWorkQueue(tx.db, { pool, name });
  if (other !== undefined) throw conflict(`The work pool "${pool}" has a queue with the name "${name}".`);
}

async function removeQueue(tx: Tx, key: WorkQueueKey): Promise<void> {
  const { queue, pool } = await lockedQueue(tx, key);
  if (queue.id === pool.default_queue_id) throw conflict("The default queue of a work pool cannot be deleted.");
  await deleteWorkQueue(tx, queue.id);
}
