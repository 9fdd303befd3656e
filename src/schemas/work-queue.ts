import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, restrictedName, stored, timestamp, uuid } from "./fields.ts";
import { workQueueStatuses } from "./enums.ts";
import { stateType } from "./run-state.ts";

/** Which runs a legacy queue picks. */
export const QueueFilter = once(() =>
  named("QueueFilter", {
    tags: z.array(z.string()).nullish(),
    deployment_ids: z.array(uuid()).nullish(),
  }),
);
export type QueueFilter = z.infer<ReturnType<typeof QueueFilter>>;

export const WorkQueueCreate = once(() =>
  named("WorkQueueCreate", {
    name: restrictedName(),
    description: z.string().nullable().default(""),
    is_paused: z.boolean().default(false),
    concurrency_limit: z.int().min(0).nullish(),
    priority: z.int().positive().nullish(),
    filter: QueueFilter().nullish(),
  }),
);
export type WorkQueueCreate = z.infer<ReturnType<typeof WorkQueueCreate>>;

export const WorkQueueUpdate = once(() =>
  named("WorkQueueUpdate", {
    name: z.string().nullish(),
    description: z.string().nullish(),
    is_paused: z.boolean().optional(),
    concurrency_limit: z.int().min(0).nullish(),
    priority: z.int().positive().nullish(),
    last_polled: timestamp().nullish(),
    filter: QueueFilter().nullish(),
  }),
);
export type WorkQueueUpdate = z.infer<ReturnType<typeof WorkQueueUpdate>>;

export const WorkQueueResponse = once(() =>
  named("WorkQueueResponse", {
    ...stored(),
    name: restrictedName(),
    description: z.string().nullable(),
    is_paused: z.boolean(),
    concurrency_limit: z.int().min(0).nullable(),
    priority: z.int().positive(),
    work_pool_id: uuid().nullable(),
    filter: QueueFilter().nullable(),
    last_polled: timestamp().nullable(),
    work_pool_name: z.string().nullable(),
    status: z.enum(workQueueStatuses).nullable(),
    active_slots: z.int().nullable(),
  }),
);
export type WorkQueueResponse = z.infer<ReturnType<typeof WorkQueueResponse>>;

export const WorkQueueHealthPolicy = once(() =>
  named("WorkQueueHealthPolicy", {
    maximum_late_runs: z.int().nullable(),
    maximum_seconds_since_last_polled: z.int().nullable(),
  }),
);
export type WorkQueueHealthPolicy = z.infer<ReturnType<typeof WorkQueueHealthPolicy>>;

export const WorkQueueStatusDetail = once(() =>
  named("WorkQueueStatusDetail", {
    healthy: z.boolean(),
    late_runs_count: z.int(),
    last_polled: timestamp().nullable(),
    health_check_policy: WorkQueueHealthPolicy(),
  }),
);
export type WorkQueueStatusDetail = z.infer<ReturnType<typeof WorkQueueStatusDetail>>;

/** A flow run that holds a slot. */
export const FlowRunSlotSummary = once(() =>
  named("FlowRunSlotSummary", {
    id: uuid(),
    name: z.string(),
    state_type: stateType().nullable(),
    state_name: z.string().nullable(),
    start_time: timestamp().nullable(),
    state_timestamp: timestamp().nullable(),
    time_in_current_state: z.number().nullable(),
  }),
);
export type FlowRunSlotSummary = z.infer<ReturnType<typeof FlowRunSlotSummary>>;

export const WorkQueueConcurrencyStatus = once(() =>
  named("WorkQueueConcurrencyStatus", {
    active_slots: z.int(),
    concurrency_limit: z.int().nullable(),
    flow_runs: z.array(FlowRunSlotSummary()),
    count: z.int(),
    limit: z.int(),
    pages: z.int(),
    page: z.int(),
  }),
);
export type WorkQueueConcurrencyStatus = z.infer<ReturnType<typeof WorkQueueConcurrencyStatus>>;

export const WorkQueueConcurrencyStatusDetail = once(() =>
  named("WorkQueueConcurrencyStatusDetail", {
    queue_id: uuid(),
    queue_name: z.string(),
    active_slots: z.int(),
    concurrency_limit: z.int().nullable(),
    flow_runs: z.array(FlowRunSlotSummary()),
    flow_run_count: z.int().nullable(),
  }),
);
export type WorkQueueConcurrencyStatusDetail = z.infer<ReturnType<typeof WorkQueueConcurrencyStatusDetail>>;

/** Who holds the slots of a pool, queue by queue. */
export const WorkPoolConcurrencyStatus = once(() =>
  named("WorkPoolConcurrencyStatus", {
    active_slots: z.int(),
    concurrency_limit: z.int().nullable(),
    queues: z.array(WorkQueueConcurrencyStatusDetail()),
    count: z.int(),
    limit: z.int(),
    pages: z.int(),
    page: z.int(),
  }),
);
export type WorkPoolConcurrencyStatus = z.infer<ReturnType<typeof WorkPoolConcurrencyStatus>>;
