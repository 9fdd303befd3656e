// Why a flow run does not go on by itself.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp, uuid } from "./fields.ts";

export const waitingKinds = [
  "scheduled-time",
  "retry",
  "deployment-limit",
  "pool-paused",
  "pool-limit",
  "no-worker",
  "queue-paused",
  "queue-limit",
  "no-runner",
  "nobody",
  "poll",
  "start",
  "lost-process",
  "slots",
  "pause",
  "suspension",
  "cancelling",
] as const;

/** Something that a run waits for, or that keeps it. */
export const WaitedFor = once(() =>
  named("WaitedFor", {
    type: z.enum(["flow-run", "task-run", "deployment", "work-pool", "work-queue", "limit", "run-input"]),
    /** Null for what has no id of its own: then the name tells it. */
    id: uuid().nullable(),
    name: z.string(),
  }),
);
export type WaitedFor = z.infer<ReturnType<typeof WaitedFor>>;

export const WaitingReason = once(() =>
  named("WaitingReason", {
    kind: z.enum(waitingKinds),
    message: z.string(),
    since: timestamp().nullable(),
    until: timestamp().nullable(),
    for: z.array(WaitedFor()),
    what_to_do: z.string().nullable(),
  }),
);
export type WaitingReason = z.infer<ReturnType<typeof WaitingReason>>;

/** No reasons: the run is executed, or has ended. */
export const Waiting = once(() =>
  named("Waiting", { flow_run_id: uuid(), state_name: z.string().nullable(), reasons: z.array(WaitingReason()) }),
);
export type Waiting = z.infer<ReturnType<typeof Waiting>>;
