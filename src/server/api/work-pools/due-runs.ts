import type { Micros } from "../../../lib/clock.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import { dueRunsOfDeployments, dueRunsOfQueues, type OfferedRun } from "../../db/work-pools/due-runs.ts";
import { readFlowRuns } from "../../db/runs/flow-runs.ts";
import { notePolled, notPolledSince } from "../../db/work-pools/polls.ts";
import { countRunsInSlots } from "../../db/limits/slot-holders.ts";
import { listWorkQueues, type WorkQueueRow } from "../../db/work-pools/work-queues.ts";
import { readWorkPool } from "../../db/work-pools/work-pools.ts";
import { found, notFound } from "../http/api-error.ts";
import { flowRunOnWire } from "../on-wire/flow-run.ts";
import { limitOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";
import { missingWorkPool } from "./work-pools.ts";
import { missingWorkQueue, queueOf } from "./work-queues.ts";

const mostQueues = 10_000;

/** What workers and the processes of `serve` ask for, again and again. Source: http-api §12. */
export const servedDueRuns = [
  serve("POST /work_pools/{name}/get_scheduled_flow_runs", async ({ params, body }, api) => {
    const now = api.clock.now();
    const pool = found(await readWorkPool(api.store, params.name, now), missingWorkPool(params.name));
    const all = await listWorkQueues(api.store, { pool: pool.name, filter: null, limit: mostQueues, offset: 0 });
    const asked = body.work_queue_names?.length ? all.filter(isAmong(body.work_queue_names, pool.name, all)) : all;
    const range = {
      before: body.scheduled_before ? microsFromWire(body.scheduled_before) : now,
      after: body.scheduled_after ? microsFromWire(body.scheduled_after) : undefined,
    };
    const limit = limitOf(body.limit, api);
    const runs = pool.is_paused
      ? []
      : await dueOf({ queues: asked, all, poolLimit: pool.concurrency_limit }, { ...range, limit }, api);
    await markPolled(
      api,
      "work_queue",
      asked.map(({ id }) => id),
    );
    const rows = await api.store.read((db) =>
      readFlowRuns(
        db,
        runs.map(({ id }) => id),
      ),
    );
    return rows.map((run) => ({
      work_pool_id: pool.id,
      work_queue_id: run.work_queue_id!,
      flow_run: flowRunOnWire(run, now),
    }));
  }),

  serve("POST /work_queues/{id:uuid}/get_runs", async ({ params, body, headers }, api) => {
    const now = api.clock.now();
    const queue = await queueOf({ id: params.id }, api);
    const before = body.scheduled_before ? microsFromWire(body.scheduled_before) : now;
    const due = { before, limit: limitOf(body.limit, api) };
    const runs = await dueOf({ queues: [queue], all: [queue], poolLimit: null }, due, api);
    if (headers.get("x-prefect-ui") !== "true") await markPolled(api, "work_queue", [queue.id]);
    const rows = await api.store.read((db) =>
      readFlowRuns(
        db,
        runs.map(({ id }) => id),
      ),
    );
    return rows.map((run) => flowRunOnWire(run, now));
  }),

  serve("POST /deployments/get_scheduled_flow_runs", async ({ body }, api) => {
    const now = api.clock.now();
    const before = body.scheduled_before ? microsFromWire(body.scheduled_before) : now;
    const due = { before, limit: limitOf(body.limit, api), now };
    const ids = body.deployment_ids.map((id) => id.toLowerCase());
    const runs = await api.store.read((db) => dueRunsOfDeployments(db, ids, due));
    await markPolled(api, "deployment", ids);
    const rows = await api.store.read((db) =>
      readFlowRuns(
        db,
        runs.map(({ id }) => id),
      ),
    );
    return rows.map((run) => flowRunOnWire(run, now));
  }),
];

function isAmong(names: readonly string[], pool: string, all: readonly WorkQueueRow[]) {
  for (const name of names) {
    if (!all.some((queue) => queue.name === name)) throw notFound(missingWorkQueue({ pool, name }));
  }
  return ({ name }: WorkQueueRow) => names.includes(name);
}

interface Asked {
  queues: readonly WorkQueueRow[];
  /** All queues of the pool: their runs share its slots. */
  all: readonly WorkQueueRow[];
  poolLimit: number | null;
}

async function dueOf(
  { queues, all, poolLimit }: Asked,
  due: { before: Micros; after?: Micros | undefined; limit: number },
  { store, clock }: Api,
): Promise<OfferedRun[]> {
  const counted = all.filter((queue) => poolLimit !== null || queue.concurrency_limit !== null);
  const used = await store.read((db) =>
    countRunsInSlots(
      db,
      counted.map(({ id }) => id),
    ),
  );
  const inPool = [...used.values()].reduce((sum, count) => sum + count, 0);
  const limit = poolLimit === null ? due.limit : Math.min(due.limit, Math.max(0, poolLimit - inPool));
  const open = queues.filter(({ is_paused }) => !is_paused);
  const ordered = open.map(({ id, concurrency_limit }) => ({
    id,
    free: concurrency_limit === null ? undefined : Math.max(0, concurrency_limit - (used.get(id) ?? 0)),
  }));
  return store.read((db) => dueRunsOfQueues(db, ordered, { ...due, limit, now: clock.now() }));
}

/** A status lasts for a minute: it need not be written at every poll. */
const freshFor: Micros = 15_000_000;

/** Whoever asks for runs is there to start them; a deployment is asked for with its queue. */
async function markPolled(
  { store, clock }: Api,
  table: "work_queue" | "deployment",
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const since = clock.now() - freshFor;
  const stale = await store.read((db) => notPolledSince(db, table, { ids, since }));
  if (stale.length > 0) await store.write((tx) => notePolled(tx, table, { ids: stale, since }));
}
