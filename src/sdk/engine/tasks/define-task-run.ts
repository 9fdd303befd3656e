import { taskKey } from "../../../lib/identity.ts";
import { retryDelays } from "../../../lib/retry-delay.ts";
import type { CallDefinition } from "../../../schemas/record.ts";
import type { FlowDefinition } from "../../definitions/flow-definition.ts";
import { numberSetting } from "../../settings.ts";
import { fingerprintOf } from "../../definitions/registry.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { Call } from "../calls/call.ts";
import type { Place } from "../calls/identify.ts";
import { type CallInputs, describeWaitFor, type TaskInput } from "../calls/inputs.ts";

export interface TaskRunDescription {
  definition: TaskDefinition | FlowDefinition;
  call: Call;
  place: Place | undefined;
  inputs: CallInputs;
  tags: readonly string[];
  /** The task run whose body made the call. */
  parentId: string | undefined;
}

/** What a task run is: sent once, with its first item. A child flow's tracking run is defined in the same way. */
export function defineTaskRun(run: TaskRunDescription): CallDefinition {
  const { definition, call, place, inputs } = run;
  const policy = definition.kind === "task" ? retryPolicy(definition) : {};
  return {
    name: call.runName,
    task_key: taskKeyOf(definition),
    dynamic_key: place?.dynamicKey ?? call.id,
    task_version: definition.options.version,
    tags: run.tags.length === 0 ? undefined : [...run.tags],
    task_inputs: allInputs(run),
    ...policy,
    identity: place?.identity ?? "",
    generation: place?.generation === 0 ? undefined : place?.generation,
    code: fingerprintOf(definition.file),
    weak: place === undefined ? inputs.weak : place.doubt.reason,
  };
}

const taskKeys = new WeakMap<TaskDefinition | FlowDefinition, string>();

/** `task_key` on the wire: background tasks are routed by it (engine.md I4). */
export function taskKeyOf(definition: TaskDefinition | FlowDefinition): string {
  let key = taskKeys.get(definition);
  if (key === undefined) taskKeys.set(definition, (key = taskKey(definition.packageName, definition.name)));
  return key;
}

function retryPolicy(definition: TaskDefinition): Partial<CallDefinition> {
  const { retries, retryDelaySeconds: delay, retryJitterFactor } = definition.options;
  return {
    retries: retries ?? numberSetting("tasks.default_retries"),
    retry_delay: delay === undefined ? undefined : listed(retryDelays(delay, retries ?? 0)),
    retry_jitter_factor: retryJitterFactor,
  };
}

function listed(delays: number | readonly number[]): number | number[] {
  return typeof delays === "number" ? delays : [...delays];
}

function allInputs(run: TaskRunDescription): Record<string, TaskInput[]> | undefined {
  const inputs: Record<string, TaskInput[]> = { ...run.inputs.taskInputs };
  const { waitFor } = run.definition.options;
  if (waitFor !== undefined) inputs["wait_for"] = describeWaitFor(waitFor);
  if (run.parentId !== undefined) inputs["__parents__"] = [{ input_type: "task_run", id: run.parentId }];
  return Object.keys(inputs).length === 0 ? undefined : inputs;
}
