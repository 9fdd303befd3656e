import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, labels, stored, timestamp, uuid } from "./fields.ts";
import { State, StateCreate, stateType } from "./run-state.ts";

/** How often and when a task run is tried again. */
export const TaskRunPolicy = once(() =>
  named("TaskRunPolicy", {
    max_retries: z.int().default(0),
    retry_delay_seconds: z.number().default(0),
    retries: z.int().nullish(),
    retry_delay: z.union([z.number(), z.array(z.number())]).nullish(),
    retry_jitter_factor: z.number().nullish(),
  }),
);
export type TaskRunPolicy = z.infer<ReturnType<typeof TaskRunPolicy>>;

/** An input that came from another task run. */
export const TaskRunResult = once(() =>
  named("TaskRunResult", {
    input_type: z.literal("task_run").default("task_run"),
    id: uuid(),
  }),
);
export type TaskRunResult = z.infer<ReturnType<typeof TaskRunResult>>;

/** An input that came from a child flow run. */
export const FlowRunResult = once(() =>
  named("FlowRunResult", {
    input_type: z.literal("flow_run").default("flow_run"),
    id: uuid(),
  }),
);
export type FlowRunResult = z.infer<ReturnType<typeof FlowRunResult>>;

/** An input that came from a parameter of the flow. */
export const Parameter = once(() =>
  named("Parameter", {
    input_type: z.literal("parameter").default("parameter"),
    name: z.string(),
  }),
);
export type Parameter = z.infer<ReturnType<typeof Parameter>>;

/** An input that was written in the code. */
export const Constant = once(() =>
  named("Constant", {
    input_type: z.literal("constant").default("constant"),
    type: z.string(),
  }),
);
export type Constant = z.infer<ReturnType<typeof Constant>>;

/** Where the value of each input came from; besides parameters, under `wait_for` and `__parents__`. */
export const taskInputs = once(() =>
  z.record(z.string(), z.array(z.union([TaskRunResult(), FlowRunResult(), Parameter(), Constant()]))),
);
export type TaskInputs = z.infer<ReturnType<typeof taskInputs>>;

export const TaskRunCreate = once(() =>
  named("TaskRunCreate", {
    id: uuid().nullish(),
    state: StateCreate().nullish(),
    name: z.string().nullish(),
    flow_run_id: uuid().nullish(),
    task_key: z.string(),
    dynamic_key: z.string(),
    cache_key: z.string().nullish(),
    cache_expiration: timestamp().nullish(),
    task_version: z.string().nullish(),
    empirical_policy: TaskRunPolicy().optional(),
    tags: z.array(z.string()).default([]),
    labels: labels().nullish(),
    task_inputs: taskInputs().default({}),
  }),
);
export type TaskRunCreate = z.infer<ReturnType<typeof TaskRunCreate>>;

export const TaskRunUpdate = once(() =>
  named("TaskRunUpdate", {
    name: z.string().optional(),
  }),
);
export type TaskRunUpdate = z.infer<ReturnType<typeof TaskRunUpdate>>;

/** A task run as it is read. */
export const TaskRun = once(() =>
  named("TaskRun", {
    ...stored(),
    name: z.string(),
    flow_run_id: uuid().nullable(),
    task_key: z.string(),
    dynamic_key: z.string(),
    cache_key: z.string().nullable(),
    cache_expiration: timestamp().nullable(),
    task_version: z.string().nullable(),
    empirical_policy: TaskRunPolicy(),
    tags: z.array(z.string()),
    labels: labels().nullable(),
    state_id: uuid().nullable(),
    task_inputs: taskInputs(),
    state_type: stateType().nullable(),
    state_name: z.string().nullable(),
    run_count: z.int(),
    flow_run_run_count: z.int(),
    expected_start_time: timestamp().nullable(),
    next_scheduled_start_time: timestamp().nullable(),
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    total_run_time: z.number(),
    estimated_run_time: z.number(),
    estimated_start_time_delta: z.number(),
    state: State().nullable(),
  }),
);
export type TaskRun = z.infer<ReturnType<typeof TaskRun>>;

/** The slimmer shape in which pages list task runs. */
export const TaskRunResponse = once(() =>
  named("TaskRunResponse", {
    ...stored(),
    name: z.string(),
    flow_run_id: uuid().nullable(),
    task_key: z.string(),
    state_id: uuid().nullable(),
    state: State().nullable(),
    task_version: z.string().nullable(),
    task_inputs: taskInputs(),
    empirical_policy: TaskRunPolicy(),
    tags: z.array(z.string()),
    start_time: timestamp().nullable(),
    end_time: timestamp().nullable(),
    total_run_time: z.number(),
    estimated_run_time: z.number(),
    estimated_start_time_delta: z.number(),
  }),
);
export type TaskRunResponse = z.infer<ReturnType<typeof TaskRunResponse>>;
