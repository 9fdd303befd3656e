import type { JsonObject } from "../../../lib/json.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { withPlainNumbers } from "../../../lib/exact-json.ts";
import type { WorkPoolCreate, WorkPoolUpdate } from "../../../schemas/work-pool.ts";
import type { Store, Tx } from "../../db/store.ts";
import {
  countWorkPools,
  deleteWorkPool,
  insertWorkPool,
  listWorkPools,
  lockWorkPool,
  readWorkPool,
  updateWorkPool,
  type WorkPoolRow,
} from "../../db/work-pools/work-pools.ts";
import { deleteWorker, listWorkers, noteHeartbeat } from "../../db/work-pools/workers.ts";
import { templateFault } from "../../deployments/base-job-template.ts";
import { tellOfChange } from "../../events/change-events.ts";
import { ApiError, conflict, found, notFound } from "../http/api-error.ts";
import { jsonText } from "../http/json-text.ts";
import { workerOnWire, workPoolOnWire } from "../on-wire/work-pool.ts";
import { sliceOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";
import { invalidRequest } from "../http/validation-error.ts";

export const servedWorkPools = [
  serve("POST /work_pools/", async ({ body }, api) => {
    const isNew = await api.store.write((tx) => createWorkPool(tx, body));
    if (!isNew) throw conflict("A work pool with this name already exists.");
    return workPoolOnWire(await pooled(body.name, api));
  }),

  serve("GET /work_pools/{name}", async ({ params }, api) => workPoolOnWire(await pooled(params.name, api))),

  serve("PATCH /work_pools/{name}", async ({ params, body }, { store }) => {
    if (body.base_job_template) refuseFaultyTemplate(body.base_job_template);
    await store.write(async (tx) => {
      const pool = await lockedPool(tx, params.name);
      refuseChangeOfReserved(params.name, body);
      await updateWorkPool(tx, pool.id, changesOf(body));
      await tellOfChange(tx, { kind: "work-pool", ...pool }, "updated", { updated_fields: Object.keys(body) });
    });
    return undefined;
  }),

  serve("DELETE /work_pools/{name}", async ({ params }, { store }) => {
    refuseReserved(params.name);
    await store.write(async (tx) => {
      const pool = await lockedPool(tx, params.name);
      await deleteWorkPool(tx, pool.id);
      await tellOfChange(tx, { kind: "work-pool", ...pool }, "deleted");
    });
    return undefined;
  }),

  serve("POST /work_pools/filter", async ({ body }, api) => {
    const list = { filter: body.work_pools, ...sliceOf(body, api) };
    return (await listWorkPools(api.store, list, api.clock.now())).map(workPoolOnWire);
  }),

  serve("POST /work_pools/count", ({ body }, { store }) => countWorkPools(store, body.work_pools)),

  serve("POST /work_pools/{work_pool_name}/workers/heartbeat", async ({ params, body }, { store }) => {
    const beat = { name: body.name, intervalSeconds: body.heartbeat_interval_seconds ?? null };
    const id = await poolId(store, params.work_pool_name);
    await store.write((tx) => noteHeartbeat(tx, id, beat));
    return undefined;
  }),

  serve("POST /work_pools/{work_pool_name}/workers/filter", async ({ params, body }, api) => {
    const id = await poolId(api.store, params.work_pool_name);
    const now = api.clock.now();
    const workers = await listWorkers(api.store, { poolId: id, filter: body.workers, ...sliceOf(body, api) }, now);
    return workers.map((worker) => workerOnWire(worker, now));
  }),

  serve("DELETE /work_pools/{work_pool_name}/workers/{name}", async ({ params }, { store }) => {
    const id = await poolId(store, params.work_pool_name);
    const wasThere = await store.write((tx) => deleteWorker(tx, id, params.name));
    if (!wasThere) throw notFound("Worker not found.");
    return undefined;
  }),
];

type NewPool = Pick<WorkPoolCreate, "name" | "type" | "base_job_template"> & Partial<WorkPoolCreate>;

/**
 * Makes a pool; false when its name is taken.
 *
 * @throws {ApiError} the name is reserved, the template is none
 */
export async function createWorkPool(tx: Tx, body: NewPool): Promise<boolean> {
  refuseReserved(body.name);
  refuseFaultyTemplate(body.base_job_template);
  const pool = {
    id: uuidv7(),
    name: body.name,
    description: body.description ?? null,
    type: body.type,
    is_paused: body.is_paused ?? false,
    concurrency_limit: body.concurrency_limit ?? null,
    default_queue_id: uuidv7(),
    storage_configuration: (body.storage_configuration ?? {}) as JsonObject,
    base_job_template: jsonText(body.base_job_template),
  };
  const inserted = await insertWorkPool(tx, pool);
  if (inserted) await tellOfChange(tx, { kind: "work-pool", ...pool }, "created");
  return inserted;
}

/** Gives a pool that has none its base job template. */
export async function fillTemplate(tx: Tx, name: string, template: JsonObject): Promise<void> {
  const pool = await lockedPool(tx, name);
  if (pool.base_job_template !== "{}" || templateFault(withPlainNumbers(template) as JsonObject) !== undefined) return;
  await updateWorkPool(tx, pool.id, { base_job_template: jsonText(template) });
}

export function missingWorkPool(name: string): string {
  return `Work pool "${name}" not found.`;
}

async function pooled(name: string, { store, clock }: Api): Promise<WorkPoolRow> {
  return found(await readWorkPool(store, name, clock.now()), missingWorkPool(name));
}

export async function poolId(store: Store, name: string): Promise<string> {
  const query = await store.read((db) =>
    db.selectFrom("work_pool").select("id").where("name", "=", name).executeTakeFirst(),
  );
  return found(query, missingWorkPool(name)).id;
}

/** The pool, locked; changes of its queues hold this lock too. */
export async function lockedPool(tx: Tx, name: string) {
  return found(await lockWorkPool(tx, name), missingWorkPool(name));
}

function isReserved(name: string): boolean {
  return name.toLowerCase().startsWith("prefect");
}

function refuseReserved(name: string): void {
  if (isReserved(name))
    throw new ApiError(403, { detail: 'Work pools whose name begins with "prefect" are reserved.' });
}

/** Of a reserved pool only the pause and the limit may be set. */
function refuseChangeOfReserved(name: string, { is_paused: _, concurrency_limit: __, ...rest }: WorkPoolUpdate): void {
  if (Object.values(rest).some((value) => value !== undefined)) refuseReserved(name);
}

function refuseFaultyTemplate(template: JsonObject): void {
  const fault = templateFault(withPlainNumbers(template) as JsonObject);
  if (fault === undefined) return;
  const msg = `Value error, ${fault}`;
  throw invalidRequest([{ type: "value_error", loc: ["body", "base_job_template"], msg, input: null }], null);
}

/** Only the fields that were sent are changed. */
function changesOf(body: WorkPoolUpdate): Parameters<typeof updateWorkPool>[2] {
  const { description, is_paused, base_job_template, concurrency_limit, storage_configuration } = body;
  return {
    ...(description === undefined ? {} : { description }),
    ...(is_paused === undefined || is_paused === null ? {} : { is_paused }),
    ...(base_job_template ? { base_job_template: jsonText(base_job_template) } : {}),
    ...(concurrency_limit === undefined ? {} : { concurrency_limit }),
    ...(storage_configuration ? { storage_configuration: storage_configuration as JsonObject } : {}),
  };
}
