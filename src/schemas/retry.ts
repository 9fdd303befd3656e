// Retrying an ended flow run by hand: what is reused of it, and what runs again.

import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, uuid } from "./fields.ts";

/** `failed` reuses every call that completed, `run` none, `from-task` those that were made before one task run. */
export const retryModes = ["failed", "run", "from-task"] as const;
export type RetryMode = (typeof retryModes)[number];

export const RetryRequest = once(() =>
  named("RetryRequest", { mode: z.enum(retryModes).default("failed"), task_run_id: uuid().nullish() }),
);
export type RetryRequest = z.infer<ReturnType<typeof RetryRequest>>;

export const RetriedCall = once(() =>
  named("RetriedCall", {
    task_run_id: uuid(),
    name: z.string(),
    state_name: z.string().nullable(),
    reused: z.boolean(),
    reason: z.string(),
  }),
);
export type RetriedCall = z.infer<ReturnType<typeof RetriedCall>>;

export const RetryPlan = once(() =>
  named("RetryPlan", {
    flow_run_id: uuid(),
    mode: z.enum(retryModes),
    /** Who goes on with it: the workers of its deployment, or `sluice flow-run retry` in its own process. */
    runs_in: z.enum(["deployment", "command"]),
    /** In the order in which they were made. */
    calls: z.array(RetriedCall()),
  }),
);
export type RetryPlan = z.infer<ReturnType<typeof RetryPlan>>;
