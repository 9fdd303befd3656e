import { z } from "zod";
import { once } from "../lib/once.ts";
import { Owner } from "./record.ts";

/** A task that is to run in the background. */
export const BackgroundTaskCreate = once(() =>
  z.object({
    id: z.guid().toLowerCase(),
    name: z.string().min(1),
    task_key: z.string().min(1),
    /** The arguments in the rich serializer. */
    parameters: z.string(),
    /** ISO; default: now. */
    scheduled_time: z.iso.datetime({ offset: true }).nullish(),
    /** Lower ones first. */
    priority: z.int().min(0).max(1_000_000).default(100),
    tags: z.array(z.string()).default([]),
    task_version: z.string().nullish(),
    task_inputs: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))).default({}),
    retries: z.int().min(0).default(0),
    retry_delay: z.union([z.number().min(0), z.array(z.number().min(0))]).default(0),
  }),
);
export type BackgroundTaskCreate = z.infer<ReturnType<typeof BackgroundTaskCreate>>;

export const BackgroundTaskCreated = once(() => z.object({ id: z.string(), name: z.string() }));
export type BackgroundTaskCreated = z.infer<ReturnType<typeof BackgroundTaskCreated>>;

/** A worker asks for tasks, and says by it that it is alive. */
export const TaskClaimRequest = once(() =>
  z.object({
    worker: z.object({
      id: z.guid().toLowerCase(),
      name: z.string(),
      task_keys: z.array(z.string()).min(1).max(1_000),
      lease_seconds: z.number().positive().max(86_400),
      owner: Owner(),
    }),
    limit: z.int().min(0).max(1_000),
    /** What has ended since the worker last asked. */
    ended: z.array(z.guid().toLowerCase()).max(10_000).default([]),
    /** What it executes: whatever else it has been given is handed to it again, for answers may be lost. */
    running: z.array(z.guid().toLowerCase()).max(10_000).default([]),
  }),
);
export type TaskClaimRequest = z.infer<ReturnType<typeof TaskClaimRequest>>;

export const TaskClaimAnswer = once(() =>
  z.object({
    tasks: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        task_key: z.string(),
        parameters: z.string(),
        tags: z.array(z.string()),
        run_count: z.int(),
        state_timestamp: z.int(),
      }),
    ),
    /** Tasks of this worker that somebody wants to end. */
    cancelling: z.array(z.string()),
    /** Milliseconds until a task is due; null when none is known. */
    next_in_ms: z.number().nullable(),
  }),
);
export type TaskClaimAnswer = z.infer<ReturnType<typeof TaskClaimAnswer>>;
