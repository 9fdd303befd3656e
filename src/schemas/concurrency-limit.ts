import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, restrictedName, stored, uuid } from "./fields.ts";

/** A limit on task runs that carry a tag. */
export const ConcurrencyLimitCreate = once(() =>
  named("ConcurrencyLimitCreate", {
    tag: z.string(),
    concurrency_limit: z.int(),
  }),
);
export type ConcurrencyLimitCreate = z.infer<ReturnType<typeof ConcurrencyLimitCreate>>;

export const ConcurrencyLimit = once(() =>
  named("ConcurrencyLimit", {
    ...stored(),
    tag: z.string(),
    concurrency_limit: z.int(),
    active_slots: z.array(uuid()),
  }),
);
export type ConcurrencyLimit = z.infer<ReturnType<typeof ConcurrencyLimit>>;

/** A global limit, or a rate where slots decay. */
export const ConcurrencyLimitV2Create = once(() =>
  named("ConcurrencyLimitV2Create", {
    active: z.boolean().default(true),
    name: restrictedName(),
    limit: z.int().min(0),
    active_slots: z.int().min(0).default(0),
    denied_slots: z.int().min(0).default(0),
    slot_decay_per_second: z.number().min(0).default(0),
  }),
);
export type ConcurrencyLimitV2Create = z.infer<ReturnType<typeof ConcurrencyLimitV2Create>>;

export const ConcurrencyLimitV2Update = once(() =>
  named("ConcurrencyLimitV2Update", {
    active: z.boolean().nullish(),
    name: restrictedName().nullish(),
    limit: z.int().min(0).nullish(),
    active_slots: z.int().min(0).nullish(),
    denied_slots: z.int().min(0).nullish(),
    slot_decay_per_second: z.number().min(0).nullish(),
  }),
);
export type ConcurrencyLimitV2Update = z.infer<ReturnType<typeof ConcurrencyLimitV2Update>>;

export const ConcurrencyLimitV2 = once(() =>
  named("ConcurrencyLimitV2", {
    ...stored(),
    active: z.boolean(),
    name: restrictedName(),
    limit: z.int(),
    active_slots: z.int(),
    denied_slots: z.int(),
    slot_decay_per_second: z.number(),
    avg_slot_occupancy_seconds: z.number(),
  }),
);
export type ConcurrencyLimitV2 = z.infer<ReturnType<typeof ConcurrencyLimitV2>>;

export const GlobalConcurrencyLimitResponse = once(() =>
  named("GlobalConcurrencyLimitResponse", {
    ...stored(),
    active: z.boolean(),
    name: z.string(),
    limit: z.int(),
    active_slots: z.int(),
    slot_decay_per_second: z.number(),
  }),
);
export type GlobalConcurrencyLimitResponse = z.infer<ReturnType<typeof GlobalConcurrencyLimitResponse>>;

export const MinimalConcurrencyLimitResponse = once(() =>
  named("MinimalConcurrencyLimitResponse", {
    id: uuid(),
    name: z.string(),
    limit: z.int(),
  }),
);
export type MinimalConcurrencyLimitResponse = z.infer<ReturnType<typeof MinimalConcurrencyLimitResponse>>;

export const ConcurrencyLimitWithLeaseResponse = once(() =>
  named("ConcurrencyLimitWithLeaseResponse", {
    lease_id: uuid(),
    limits: z.array(MinimalConcurrencyLimitResponse()),
  }),
);
export type ConcurrencyLimitWithLeaseResponse = z.infer<ReturnType<typeof ConcurrencyLimitWithLeaseResponse>>;

/** Who holds a lease. */
export const ConcurrencyLeaseHolder = once(() =>
  named("ConcurrencyLeaseHolder", {
    type: z.enum(["flow_run", "task_run", "deployment"]),
    id: uuid(),
  }),
);
export type ConcurrencyLeaseHolder = z.infer<ReturnType<typeof ConcurrencyLeaseHolder>>;
