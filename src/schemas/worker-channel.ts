// What a worker and the server say to each other over the worker channel. Source: http-api §8.5.

import { z } from "zod";
import { once } from "../lib/once.ts";

export const workerChannelVersion = "work_pool_worker_channel.v1";

const frame = { id: z.uuid(), sent_at: z.iso.datetime({ offset: true }) };

/** The first frame of a worker: who it is, which pool it wants, and what it understands. */
export const WorkerHello = once(() =>
  z.object({
    type: z.literal("worker.hello.v1"),
    ...frame,
    payload: z.object({
      consumer_id: z.uuid(),
      worker_name: z.string().min(1),
      worker_type: z.string().min(1),
      heartbeat_interval_seconds: z.int().positive(),
      supported_channel_versions: z.array(z.string()).min(1),
      requested_capabilities: z.array(z.string()).min(1),
      work_queue_names: z.array(z.string().min(1)).default([]),
      create_pool_if_not_found: z.boolean().default(false),
      default_base_job_template: z.record(z.string(), z.json()).default({}),
    }),
  }),
);
export type WorkerHello = z.infer<ReturnType<typeof WorkerHello>>;

/** What a worker says as often as it has promised to. */
export const WorkerBeat = once(() =>
  z.object({
    type: z.literal("worker.heartbeat.v1"),
    ...frame,
    payload: z.object({
      consumer_id: z.uuid(),
      worker_name: z.string().min(1),
      heartbeat_interval_seconds: z.int().positive(),
    }),
  }),
);
export type WorkerBeat = z.infer<ReturnType<typeof WorkerBeat>>;
