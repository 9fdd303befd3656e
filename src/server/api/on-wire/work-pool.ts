import type { Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { WorkPoolResponse, WorkPoolStorageConfiguration } from "../../../schemas/work-pool.ts";
import type { QueueFilter, WorkQueueResponse } from "../../../schemas/work-queue.ts";
import type { WorkerResponse } from "../../../schemas/worker.ts";
import type { WorkPoolRow } from "../../db/work-pools/work-pools.ts";
import type { WorkQueueRow } from "../../db/work-pools/work-queues.ts";
import type { WorkerRow } from "../../db/work-pools/workers.ts";
import { isPolled, placeStatus } from "../../deployments/status.ts";
import { storedOnWire, timeOnWire } from "./time.ts";

export function workPoolOnWire(pool: WorkPoolRow): WorkPoolResponse {
  return {
    ...storedOnWire(pool),
    name: pool.name,
    description: pool.description,
    type: pool.type,
    base_job_template: parseExactJson(pool.base_job_template) as JsonObject,
    is_paused: pool.is_paused,
    concurrency_limit: pool.concurrency_limit,
    status: placeStatus({ isPaused: pool.is_paused, isReady: pool.has_worker }),
    default_queue_id: pool.default_queue_id,
    storage_configuration: { ...noStorage, ...(pool.storage_configuration as WorkPoolStorageConfiguration) },
    active_slots: pool.concurrency_limit === null ? null : pool.active_slots,
  };
}

const noStorage = { bundle_upload_step: null, bundle_execution_step: null, default_result_storage_block_id: null };

export function workQueueOnWire(queue: WorkQueueRow, now: Micros): WorkQueueResponse {
  return {
    ...storedOnWire(queue),
    name: queue.name,
    description: queue.description,
    is_paused: queue.is_paused,
    concurrency_limit: queue.concurrency_limit,
    priority: queue.priority,
    work_pool_id: queue.work_pool_id,
    filter: queue.filter as QueueFilter | null,
    last_polled: timeOnWire(queue.last_polled),
    work_pool_name: queue.work_pool_name,
    status: placeStatus({ isPaused: queue.is_paused, isReady: isPolled(queue.last_polled, now) }),
    active_slots: queue.concurrency_limit === null ? null : queue.active_slots,
  };
}

export function workerOnWire(worker: WorkerRow, now: Micros): WorkerResponse {
  return {
    ...storedOnWire(worker),
    name: worker.name,
    work_pool_id: worker.work_pool_id,
    last_heartbeat_time: timeOnWire(worker.last_heartbeat_time),
    heartbeat_interval_seconds: worker.heartbeat_interval_seconds,
    status: worker.offline_at > now ? "ONLINE" : "OFFLINE",
  };
}
