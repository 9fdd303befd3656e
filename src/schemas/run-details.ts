// What Sluice knows of runs beyond Prefect's shapes: attempts, durability, and why something was reused.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp, uuid } from "./fields.ts";

export const FlowRunAttempt = once(() =>
  named("FlowRunAttempt", {
    attempt: z.int(),
    cause: z.enum(["start", "manual", "failed", "crashed"]),
    started: timestamp(),
    ended: timestamp().nullable(),
    /** The process that executed it; null where another kind of client did. */
    host: z.string().nullable(),
    pid: z.int().nullable(),
  }),
);
export type FlowRunAttempt = z.infer<ReturnType<typeof FlowRunAttempt>>;

/** A call whose stored result was taken instead of running it, and why. */
export const ReusedCall = once(() =>
  named("ReusedCall", { task_run_id: uuid(), name: z.string(), reason: z.string() }),
);
export type ReusedCall = z.infer<ReturnType<typeof ReusedCall>>;

export const FlowRunDetails = once(() =>
  named("FlowRunDetails", {
    try: z.int(),
    attempts: z.array(FlowRunAttempt()),
    /** About durability and divergence ("not resumable: …"). */
    notes: z.array(z.string()),
    /** At most 200, the latest. */
    reused: z.array(ReusedCall()),
  }),
);
export type FlowRunDetails = z.infer<ReturnType<typeof FlowRunDetails>>;

export const TaskRunDetails = once(() =>
  named("TaskRunDetails", {
    try: z.int(),
    generation: z.int(),
    reused: z.string().nullable(),
    /** Why reuse of this call is weak (engine.md I3). */
    weak: z.string().nullable(),
    /** Why its result was not kept; null when it was, or when there is none. */
    not_durable: z.string().nullable(),
  }),
);
export type TaskRunDetails = z.infer<ReturnType<typeof TaskRunDetails>>;

export const RunReference = once(() => named("RunReference", { id: uuid(), name: z.string() }));
export type RunReference = z.infer<ReturnType<typeof RunReference>>;
