import { z } from "zod";
import { once } from "../lib/once.ts";
import { named, timestamp, uuid } from "./fields.ts";
import { stateType } from "./run-state.ts";
import { TaskRun } from "./task-run.ts";

/** A dot of the run history chart. */
export const SimpleFlowRun = once(() =>
  named("SimpleFlowRun", {
    id: uuid(),
    state_type: stateType(),
    timestamp: timestamp(),
    duration: z.number(),
    lateness: z.number(),
  }),
);
export type SimpleFlowRun = z.infer<ReturnType<typeof SimpleFlowRun>>;

export const SimpleNextFlowRun = once(() =>
  named("SimpleNextFlowRun", {
    id: uuid(),
    flow_id: uuid(),
    name: z.string(),
    state_name: z.string(),
    state_type: stateType(),
    next_scheduled_start_time: timestamp(),
  }),
);
export type SimpleNextFlowRun = z.infer<ReturnType<typeof SimpleNextFlowRun>>;

/** How many task runs ended well and badly in one of the buckets of the dashboard. */
export const TaskRunCount = once(() => named("TaskRunCount", { completed: z.int(), failed: z.int() }));
export type TaskRunCount = z.infer<ReturnType<typeof TaskRunCount>>;

export const CountByState = once(() =>
  named("CountByState", {
    COMPLETED: z.int(),
    PENDING: z.int(),
    RUNNING: z.int(),
    FAILED: z.int(),
    CANCELLED: z.int(),
    CRASHED: z.int(),
    PAUSED: z.int(),
    CANCELLING: z.int(),
    SCHEDULED: z.int(),
  }),
);
export type CountByState = z.infer<ReturnType<typeof CountByState>>;

export const UITaskRun = once(() => named("UITaskRun", { ...TaskRun().shape, flow_run_name: z.string().nullable() }));
export type UITaskRun = z.infer<ReturnType<typeof UITaskRun>>;

/** Where and how values do not fit a schema: a message, or messages about a property or an item. */
export type SchemaValueError =
  | string
  | { property: string; errors: SchemaValueError[] }
  | { index: number; errors: SchemaValueError[] };

const schemaValueError = once((): z.ZodType<SchemaValueError> =>
  z
    .union([
      z.string(),
      named("SchemaValuePropertyError", { property: z.string(), errors: z.array(z.lazy(schemaValueError)) }),
      named("SchemaValueIndexError", { index: z.int(), errors: z.array(z.lazy(schemaValueError)) }),
    ])
    .meta({ id: "SchemaValueError" }),
);

export const SchemaValuesValidationResponse = once(() =>
  named("SchemaValuesValidationResponse", { errors: z.array(schemaValueError()), valid: z.boolean() }),
);
export type SchemaValuesValidationResponse = z.infer<ReturnType<typeof SchemaValuesValidationResponse>>;
