import { z } from "zod";
import { once } from "../../lib/once.ts";
import { timestamp } from "../fields.ts";
import { WorkerFilter, WorkPoolFilter, WorkQueueFilter } from "../filters/work-pool-filter.ts";
import { route } from "../route.ts";
import { WorkPoolCreate, WorkPoolResponse, WorkPoolUpdate } from "../work-pool.ts";
import { WorkPoolConcurrencyStatus, WorkQueueCreate, WorkQueueResponse, WorkQueueUpdate } from "../work-queue.ts";
import { WorkerFlowRunResponse, WorkerResponse } from "../worker.ts";
import { count, page, slice } from "./lists.ts";

export const workPoolRoutes = [
  route("POST /work_pools/", {
    summary: "Creates a work pool with its default queue.",
    body: WorkPoolCreate,
    answer: WorkPoolResponse,
    status: 201,
  }),
  route("GET /work_pools/{name}", { summary: "One work pool.", answer: WorkPoolResponse }),
  route("PATCH /work_pools/{name}", { summary: "Changes the given fields of a work pool.", body: WorkPoolUpdate }),
  route("DELETE /work_pools/{name}", { summary: "Deletes a work pool." }),
  route("POST /work_pools/filter", {
    summary: "Lists work pools by name.",
    body: once(() => z.object({ work_pools: WorkPoolFilter().nullish(), ...slice() })),
    answer: once(() => z.array(WorkPoolResponse())),
  }),
  route("POST /work_pools/count", {
    summary: "Counts work pools.",
    body: once(() => z.object({ work_pools: WorkPoolFilter().nullish() })),
    answer: count,
  }),
  route("POST /work_pools/{name}/concurrency_status", {
    summary: "Who holds the slots of a pool, queue by queue.",
    body: once(() => z.object({ ...page(), flow_run_limit: z.int().min(0).max(200).default(10) })),
    answer: WorkPoolConcurrencyStatus,
  }),
  route("POST /work_pools/{name}/get_scheduled_flow_runs", {
    summary: "The due runs of a pool, for a worker.",
    body: once(() =>
      z.object({
        work_queue_names: z.array(z.string()).nullish(),
        scheduled_before: timestamp().nullish(),
        scheduled_after: timestamp().nullish(),
        limit: z.int().nullish(),
      }),
    ),
    answer: once(() => z.array(WorkerFlowRunResponse())),
  }),
  route("POST /work_pools/{work_pool_name}/queues", {
    summary: "Adds a queue to a pool.",
    body: WorkQueueCreate,
    answer: WorkQueueResponse,
    status: 201,
  }),
  route("GET /work_pools/{work_pool_name}/queues/{name}", {
    summary: "One queue of a pool.",
    answer: WorkQueueResponse,
  }),
  route("PATCH /work_pools/{work_pool_name}/queues/{name}", { summary: "Changes a queue.", body: WorkQueueUpdate }),
  route("DELETE /work_pools/{work_pool_name}/queues/{name}", { summary: "Deletes a queue." }),
  route("POST /work_pools/{work_pool_name}/queues/filter", {
    summary: "Lists the queues of a pool by priority.",
    body: once(() => z.object({ work_queues: WorkQueueFilter().nullish(), ...slice() })),
    answer: once(() => z.array(WorkQueueResponse())),
  }),
  route("WS /work_pools/{work_pool_name}/workers/connect", { summary: "The channel between a pool and its workers." }),
  route("POST /work_pools/{work_pool_name}/workers/heartbeat", {
    summary: "Says that a worker is alive.",
    body: once(() => z.object({ name: z.string(), heartbeat_interval_seconds: z.int().nullish() })),
  }),
  route("POST /work_pools/{work_pool_name}/workers/filter", {
    summary: "Lists the workers of a pool.",
    body: once(() => z.object({ workers: WorkerFilter().nullish(), ...slice() })),
    answer: once(() => z.array(WorkerResponse())),
  }),
  route("DELETE /work_pools/{work_pool_name}/workers/{name}", { summary: "Forgets a worker." }),
] as const;
