import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, stored, timestamp, uuid } from "./fields.ts";
import { workerStatuses } from "./enums.ts";
import { FlowRunResponse } from "./flow-run.ts";

/** A worker that polls a pool. */
export const WorkerResponse = once(() =>
  named("WorkerResponse", {
    ...stored(),
    name: z.string(),
    work_pool_id: uuid(),
    last_heartbeat_time: timestamp().nullable(),
    heartbeat_interval_seconds: z.int().nullable(),
    status: z.enum(workerStatuses),
  }),
);
export type WorkerResponse = z.infer<ReturnType<typeof WorkerResponse>>;

/** A process that serves background tasks. */
export const TaskWorkerResponse = once(() =>
  named("TaskWorkerResponse", {
    identifier: z.string(),
    task_keys: z.array(z.string()),
    timestamp: timestamp(),
  }),
);
export type TaskWorkerResponse = z.infer<ReturnType<typeof TaskWorkerResponse>>;

/** A due run, as a worker receives it. */
export const WorkerFlowRunResponse = once(() =>
  named("WorkerFlowRunResponse", { work_pool_id: uuid(), work_queue_id: uuid(), flow_run: FlowRunResponse() }),
);
export type WorkerFlowRunResponse = z.infer<ReturnType<typeof WorkerFlowRunResponse>>;
