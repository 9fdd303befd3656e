import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, restrictedName, stored, uuid } from "./fields.ts";
import { workPoolStatuses } from "./enums.ts";

/** How bundles of code reach the workers of a pool. */
export const WorkPoolStorageConfiguration = once(() =>
  named("WorkPoolStorageConfiguration", {
    bundle_upload_step: jsonObject().nullish(),
    bundle_execution_step: jsonObject().nullish(),
    default_result_storage_block_id: uuid().nullish(),
  }),
);
export type WorkPoolStorageConfiguration = z.infer<ReturnType<typeof WorkPoolStorageConfiguration>>;

export const WorkPoolCreate = once(() =>
  named("WorkPoolCreate", {
    name: restrictedName(),
    description: z.string().nullish(),
    type: z.string().default("prefect-agent"),
    base_job_template: jsonObject().default({}),
    is_paused: z.boolean().default(false),
    concurrency_limit: z.int().min(0).nullish(),
    storage_configuration: WorkPoolStorageConfiguration().optional(),
  }),
);
export type WorkPoolCreate = z.infer<ReturnType<typeof WorkPoolCreate>>;

export const WorkPoolUpdate = once(() =>
  named("WorkPoolUpdate", {
    description: z.string().nullish(),
    is_paused: z.boolean().nullish(),
    base_job_template: jsonObject().nullish(),
    concurrency_limit: z.int().min(0).nullish(),
    storage_configuration: WorkPoolStorageConfiguration().nullish(),
  }),
);
export type WorkPoolUpdate = z.infer<ReturnType<typeof WorkPoolUpdate>>;

/** A work pool: a kind of infrastructure, its settings, and its queues. */
export const WorkPoolResponse = once(() =>
  named("WorkPoolResponse", {
    ...stored(),
    name: restrictedName(),
    description: z.string().nullable(),
    type: z.string(),
    base_job_template: jsonObject(),
    is_paused: z.boolean(),
    concurrency_limit: z.int().min(0).nullable(),
    status: z.enum(workPoolStatuses).nullable(),
    default_queue_id: uuid().nullable(),
    storage_configuration: WorkPoolStorageConfiguration(),
    active_slots: z.int().nullable(),
  }),
);
export type WorkPoolResponse = z.infer<ReturnType<typeof WorkPoolResponse>>;
