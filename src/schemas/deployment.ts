import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, labels, stored, timestamp, uuid } from "./fields.ts";
import { collisionStrategies, deploymentStatuses } from "./enums.ts";
import { GlobalConcurrencyLimitResponse } from "./concurrency-limit.ts";
import { CreatedBy } from "./flow-run.ts";
import { DeploymentSchedule, DeploymentScheduleCreate, DeploymentScheduleUpdate } from "./schedule.ts";

/** What happens to a run that finds its deployment busy. */
export const ConcurrencyOptions = once(() =>
  named("ConcurrencyOptions", {
    collision_strategy: z.enum(collisionStrategies),
    grace_period_seconds: z.int().min(60).max(86400).nullish(),
  }),
);
export type ConcurrencyOptions = z.infer<ReturnType<typeof ConcurrencyOptions>>;

export const VersionInfo = once(() =>
  named("VersionInfo", {
    type: z.string(),
    version: z.string(),
  }),
);
export type VersionInfo = z.infer<ReturnType<typeof VersionInfo>>;

export const UpdatedBy = once(() =>
  named("UpdatedBy", {
    id: uuid().nullable(),
    type: z.string().nullable(),
    display_value: z.string().nullable(),
  }),
);
export type UpdatedBy = z.infer<ReturnType<typeof UpdatedBy>>;

export const DeploymentCreate = once(() =>
  named("DeploymentCreate", {
    name: z.string(),
    flow_id: uuid(),
    paused: z.boolean().default(false),
    schedules: z.array(DeploymentScheduleCreate()).default([]),
    concurrency_limit: z.int().positive().nullish(),
    concurrency_options: ConcurrencyOptions().nullish(),
    global_concurrency_limit_id: uuid().nullish(),
    enforce_parameter_schema: z.boolean().default(true),
    parameter_openapi_schema: jsonObject().nullish(),
    parameters: jsonObject().default({}),
    tags: z.array(z.string()).default([]),
    labels: labels().nullish(),
    pull_steps: z.array(jsonObject()).nullish(),
    work_queue_name: z.string().nullish(),
    work_pool_name: z.string().nullish(),
    storage_document_id: uuid().nullish(),
    infrastructure_document_id: uuid().nullish(),
    description: z.string().nullish(),
    path: z.string().nullish(),
    version: z.string().nullish(),
    entrypoint: z.string().nullish(),
    job_variables: jsonObject().default({}),
    version_info: VersionInfo().nullish(),
  }),
);
export type DeploymentCreate = z.infer<ReturnType<typeof DeploymentCreate>>;

export const DeploymentUpdate = once(() =>
  named("DeploymentUpdate", {
    version: z.string().nullish(),
    description: z.string().nullish(),
    paused: z.boolean().optional(),
    schedules: z.array(DeploymentScheduleUpdate()).optional(),
    concurrency_limit: z.int().positive().nullish(),
    concurrency_options: ConcurrencyOptions().nullish(),
    global_concurrency_limit_id: uuid().nullish(),
    parameters: jsonObject().nullish(),
    parameter_openapi_schema: jsonObject().nullish(),
    tags: z.array(z.string()).optional(),
    work_queue_name: z.string().nullish(),
    work_pool_name: z.string().nullish(),
    path: z.string().nullish(),
    job_variables: jsonObject().nullish(),
    pull_steps: z.array(jsonObject()).nullish(),
    entrypoint: z.string().nullish(),
    storage_document_id: uuid().nullish(),
    infrastructure_document_id: uuid().nullish(),
    enforce_parameter_schema: z.boolean().nullish(),
    version_info: VersionInfo().nullish(),
  }),
);
export type DeploymentUpdate = z.infer<ReturnType<typeof DeploymentUpdate>>;

/** A deployment: a flow with where, when and with what it runs. */
export const DeploymentResponse = once(() =>
  named("DeploymentResponse", {
    ...stored(),
    name: z.string(),
    version: z.string().nullable(),
    description: z.string().nullable(),
    flow_id: uuid(),
    paused: z.boolean(),
    schedules: z.array(DeploymentSchedule()),
    concurrency_limit: z.int().nullable(),
    global_concurrency_limit: GlobalConcurrencyLimitResponse().nullable(),
    concurrency_options: ConcurrencyOptions().nullable(),
    job_variables: jsonObject(),
    parameters: jsonObject(),
    tags: z.array(z.string()),
    labels: labels(),
    work_queue_name: z.string().nullable(),
    work_queue_id: uuid().nullable(),
    last_polled: timestamp().nullable(),
    parameter_openapi_schema: jsonObject().nullable(),
    path: z.string().nullable(),
    pull_steps: z.array(jsonObject()).nullable(),
    entrypoint: z.string().nullable(),
    storage_document_id: uuid().nullable(),
    infrastructure_document_id: uuid().nullable(),
    created_by: CreatedBy().nullable(),
    updated_by: UpdatedBy().nullable(),
    work_pool_name: z.string().nullable(),
    status: z.enum(deploymentStatuses).nullable(),
    enforce_parameter_schema: z.boolean(),
  }),
);
export type DeploymentResponse = z.infer<ReturnType<typeof DeploymentResponse>>;

/** What a deployment was after a change of its definition: of what runs, not of when. */
export const DeploymentVersion = once(() =>
  named("DeploymentVersion", {
    deployment_id: uuid(),
    number: z.int(),
    created: timestamp(),
    /** Of the code, as it was given. */
    version: z.string().nullable(),
    version_info: VersionInfo().nullable(),
    origin: z.enum(["deploy", "update", "rollback"]),
    is_current: z.boolean(),
    /** The fields that have changed since the version before. */
    changed: z.array(z.string()),
    definition: jsonObject(),
  }),
);
export type DeploymentVersion = z.infer<ReturnType<typeof DeploymentVersion>>;
