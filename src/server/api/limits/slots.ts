import type { Micros } from "../../../lib/clock.ts";
import type { StateType } from "../../../schemas/state.ts";
import type { FlowRunSlotSummary } from "../../../schemas/work-queue.ts";
import { countLateRuns, countRunsInSlots, listRunsInSlots, type SlotHoldingRun } from "../../db/limits/slot-holders.ts";
import { listWorkQueues, type WorkQueueRow } from "../../db/work-pools/work-queues.ts";
import { readWorkPool } from "../../db/work-pools/work-pools.ts";
import { isPolled } from "../../deployments/status.ts";
import { found } from "../http/api-error.ts";
import { secondsOnWire, timeOnWire } from "../on-wire/time.ts";
import { pageOf } from "../http/paging.ts";
import { type Api, serve } from "../http/serve.ts";
import { missingWorkPool } from "../work-pools/work-pools.ts";
import { queueOf } from "../work-pools/work-queues.ts";

const mostQueues = 10_000;

/** Who holds the slots of a pool and of its queues. */
export const servedSlots = [
  serve("POST /work_pools/{name}/concurrency_status", async ({ params, body }, api) => {
    const { store, clock } = api;
    const pool = found(await readWorkPool(store, params.name, clock.now()), missingWorkPool(params.name));
    const queues = await listWorkQueues(store, { pool: pool.name, filter: null, limit: mostQueues, offset: 0 });
    const counts = await store.read((db) =>
      countRunsInSlots(
        db,
        queues.map(({ id }) => id),
      ),
    );
    const { results, ...page } = await pageOf(body, api, {
      list: async ({ limit, offset }) =>
        Promise.all(
          queues
            .slice(offset, offset + limit)
            .map((queue) => queueStatus(queue, { slots: counts.get(queue.id) ?? 0, runs: body.flow_run_limit }, api)),
        ),
      count: async () => queues.length,
    });
    const active_slots = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return { active_slots, concurrency_limit: pool.concurrency_limit, queues: results, ...page };
  }),

  serve("POST /work_queues/{id:uuid}/concurrency_status", async ({ params, body }, api) => {
    const queue = await queueOf({ id: params.id }, api);
    const count = (await api.store.read((db) => countRunsInSlots(db, [queue.id]))).get(queue.id) ?? 0;
    const now = api.clock.now();
    const { results, ...page } = await pageOf(body, api, {
      list: (slice) => api.store.read((db) => listRunsInSlots(db, queue.id, slice)),
      count: async () => count,
    });
    const flow_runs = results.map((run) => slotOnWire(run, now));
    return { active_slots: count, concurrency_limit: queue.concurrency_limit, flow_runs, ...page };
  }),

  serve("GET /work_queues/{id:uuid}/status", async ({ params }, api) => {
    const queue = await queueOf({ id: params.id }, api);
    const late = await api.store.read((db) => countLateRuns(db, queue.id));
    return {
      healthy: late <= mostLateRuns && isPolled(queue.last_polled, api.clock.now()),
      late_runs_count: late,
      last_polled: timeOnWire(queue.last_polled),
      health_check_policy: { maximum_late_runs: mostLateRuns, maximum_seconds_since_last_polled: 60 },
    };
  }),
];

const mostLateRuns = 0;

async function queueStatus(queue: WorkQueueRow, { slots, runs }: { slots: number; runs: number }, api: Api) {
  const now = api.clock.now();
  const holders = await api.store.read((db) => listRunsInSlots(db, queue.id, { limit: runs }));
  return {
    queue_id: queue.id,
    queue_name: queue.name,
    active_slots: slots,
    concurrency_limit: queue.concurrency_limit,
    flow_runs: holders.map((run) => slotOnWire(run, now)),
    flow_run_count: slots,
  };
}

function slotOnWire(run: SlotHoldingRun, now: Micros): FlowRunSlotSummary {
  return {
    id: run.id,
    name: run.name,
    state_type: run.state_type as StateType | null,
    state_name: run.state_name,
    start_time: timeOnWire(run.start_time),
    state_timestamp: timeOnWire(run.state_timestamp),
    time_in_current_state: run.state_timestamp === null ? null : secondsOnWire(Math.max(0, now - run.state_timestamp)),
  };
}
