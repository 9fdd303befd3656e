import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, jsonObject, labels, stored, timestamp, uuid } from "./fields.ts";
import { State, StateCreate, stateType } from "./run-state.ts";

/** How often and when a flow run is tried again. */
export const FlowRunPolicy = once(() =>
  named("FlowRunPolicy", {
    max_retries: z.int().default(0),
    retry_delay_seconds: z.number().default(0),
    retries: z.int().nullish(),
    retry_delay: z.int().nullish(),
    pause_keys: z.array(z.string()).nullish(),
    resuming: z.boolean().nullable().default(false),
    retry_type: z.enum(["in_process", "reschedule"]).nullish(),
  }),
);
export type FlowRunPolicy = z.infer<ReturnType<typeof FlowRunPolicy>>;

/** Who made a row: a deployment, an automation, a schedule, a person. */
export const CreatedBy = once(() =>
  named("CreatedBy", {
    id: uuid().nullable(),
    type: z.string().nullable(),
    display_value: z.string().nullable(),
  }),
);
export type CreatedBy = z.infer<ReturnType<typeof CreatedBy>>;

export const FlowRunCreate = once(() =>
  named("FlowRunCreate", {
    state: StateCreate().nullish(),
    name: z.string().nullish(),
    flow_id: uuid(),
    flow_version: z.string().nullish(),
    parameters: jsonObject().default({}),
    context: jsonObject().default({}),
    parent_task_run_id: uuid().nullish(),
    infrastructure_document_id: uuid().nullish(),
    empirical_policy: FlowRunPolicy().optional(),
    tags: z.array(z.string()).default([]),
    labels: labels().nullish(),
    idempotency_key: z.string().nullish(),
    work_pool_name: z.string().nullish(),
    work_queue_name: z.string().nullish(),
    job_variables: jsonObject().nullish(),
    deployment_id: uuid().nullish(),
  }),
);
export type FlowRunCreate = z.infer<ReturnType<typeof FlowRunCreate>>;

/** A flow run made from a deployment: what is not given comes from the deployment. */
export const DeploymentFlowRunCreate = once(() =>
  named("DeploymentFlowRunCreate", {
    state: StateCreate().nullish(),
    name: z.string().nullish(),
    parameters: jsonObject().default({}),
    enforce_parameter_schema: z.boolean().nullish(),
    context: jsonObject().default({}),
    infrastructure_document_id: uuid().nullish(),
    empirical_policy: FlowRunPolicy().optional(),
    tags: z.array(z.string()).default([]),
    idempotency_key: z.string().nullish(),
    labels: labels().nullish(),
    parent_task_run_id: uuid().nullish(),
    work_queue_name: z.string().nullish(),
    job_variables: jsonObject().nullish(),
  }),
);
export type DeploymentFlowRunCreate = z.infer<ReturnType<typeof DeploymentFlowRunCreate>>;

export const FlowRunUpdate = once(() =>
  named("FlowRunUpdate", {
    name: z.string().nullish(),
    flow_version: z.string().nullish(),
    parameters: jsonObject().optional(),
    empirical_policy: FlowRunPolicy().optional(),
    tags: z.array(z.string()).optional(),
    infrastructure_pid: z.string().nullish(),

    job_variables: jsonObject().nullish(),
  }),
);
export type FlowRunUpdate = z.infer<ReturnType<typeof FlowRunUpdate>>;

/** A flow run as it is read: its row, its current state, and the names that people know. */
export const FlowRunResponse = once(() =>
  named("FlowRunResponse", {
    ...stored(),
    name: z.string(),
    flow_id: uuid(),
    state_id: uuid().nullable(),
    deployment_id: uuid().nullable(),
    deployment_version: z.string().nullable(),
    work_queue_id: uuid().nullable(),
    work_queue_name: z.string().nullable(),
    flow_version: z.string().nullable(),
    parameters: jsonObject(),
    idempotency_key: z.string().nullable(),
    context: jsonObject(),
    empirical_policy: FlowRunPolicy(),
    tags: z.array(z.string()),
    labels: labels(),
    parent_task_run_id: uuid().nullable(),
    state_type: stateType().nullable(),
    state_name: z.string().nullable(),
    run_count: z.int(),
    expected_start_time: timestamp().nullable(),
    next_scheduled_start_time: timestamp().nullable(),
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    total_run_time: z.number(),
    estimated_run_time: z.number(),
    estimated_start_time_delta: z.number(),
    auto_scheduled: z.boolean(),
    infrastructure_document_id: uuid().nullable(),
    infrastructure_pid: z.string().nullable(),
    created_by: CreatedBy().nullable(),
    work_pool_id: uuid().nullable(),
    work_pool_name: z.string().nullable(),
    state: State().nullable(),
    job_variables: jsonObject().nullable(),
  }),
);
export type FlowRunResponse = z.infer<ReturnType<typeof FlowRunResponse>>;

/** A value that was sent to a running or paused flow run. */
export const FlowRunInput = once(() =>
  named("FlowRunInput", {
    ...stored(),
    flow_run_id: uuid(),
    key: z.string(),
    value: z.string(),
    sender: z.string().nullable(),
  }),
);
export type FlowRunInput = z.infer<ReturnType<typeof FlowRunInput>>;
