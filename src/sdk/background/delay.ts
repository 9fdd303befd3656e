// Tasks that are given to workers.
//
// Invariants
//   B1. `delay` resolves after the task is committed: from there on it runs at least once, whatever ends.
//   B2. A flow that goes on or is tried again finds the tasks that it had delayed: the id of each is made of the flow run,
//       the task, the arguments and how often this combination came before, counted when it is asked for.

import { hash } from "node:crypto";
import { toSeconds } from "../../lib/duration.ts";
import { retryDelays } from "../../lib/retry-delay.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { BackgroundTaskCreate, BackgroundTaskCreated } from "../../schemas/background-task.ts";
import { currentContext, mergeTags, type RunContext } from "../context.ts";
import type { TaskDefinition } from "../definitions/task-definition.ts";
import { describeInputs } from "../engine/calls/inputs.ts";
import { resolveInputs } from "../engine/calls/resolve-inputs.ts";
import type { FlowFrame } from "../engine/flows/flow-frame.ts";
import { ask } from "../engine/reporting/ask.ts";
import { connect } from "../engine/reporting/process.ts";
import { keepParameters } from "../engine/results/at-rest.ts";
import { taskKeyOf } from "../engine/tasks/define-task-run.ts";
import { ConfigurationError, isHttpStatusError } from "../errors.ts";
import { numberSetting } from "../settings.ts";
import type { DelayOptions } from "./background-options.ts";
import { BackgroundRun } from "./background-run.ts";

/** Keeps a call of a task for a task worker. @throws {SerializationError} an argument cannot be kept */
export async function delayTask(
  definition: TaskDefinition,
  args: readonly unknown[],
  options: DelayOptions = {},
): Promise<BackgroundRun> {
  const context = currentContext();
  const id = idOf(definition, args, { context, options });
  const inputs = describeInputs(args, definition.signature);
  const resolved = inputs.upstream.length > 0 ? await resolveInputs(args) : args;
  const { api } = await connect();
  const body: BackgroundTaskCreate = {
    id,
    name: `${definition.name}-${id.slice(-3)}`,
    task_key: taskKeyOf(definition),
    parameters: keepParameters(resolved),
    scheduled_time: startTime(options)?.toISOString(),
    priority: options.priority ?? 100,
    tags: mergeTags(definition.options.tags, context.tags),
    task_version: definition.options.version,
    task_inputs: { ...inputs.taskInputs, ...parentOf(context) },
    ...retryPolicy(definition),
  };
  try {
    const made = await ask<BackgroundTaskCreated>(api, "/sluice/background_tasks", {
      method: "POST",
      body,
      isPatient: context.flow !== undefined,
    });
    return new BackgroundRun(api, made, context.flow?.stopper);
  } catch (error) {
    if (!isHttpStatusError(error, 404)) throw error;
    const message = `The server at ${api.url} keeps no background tasks of Sluice: delay() needs a server of Sluice.`;
    throw new ConfigurationError(message, { cause: error });
  }
}

function parentOf({ task, flow }: RunContext): BackgroundTaskCreate["task_inputs"] {
  if (task !== undefined) return { __parents__: [{ input_type: "task_run", id: task.id }] };
  return flow === undefined ? {} : { __parents__: [{ input_type: "flow_run", id: flow.id }] };
}

function startTime(options: DelayOptions): Date | undefined {
  if (options.at !== undefined) return options.at;
  return options.in === undefined ? undefined : new Date(Date.now() + toSeconds(options.in, "in") * 1000);
}

function retryPolicy({ options }: TaskDefinition): Pick<BackgroundTaskCreate, "retries" | "retry_delay"> {
  const retries = options.retries ?? numberSetting("tasks.default_retries") ?? 0;
  const delays = options.retryDelaySeconds === undefined ? 0 : retryDelays(options.retryDelaySeconds, retries);
  return { retries, retry_delay: typeof delays === "number" ? delays : [...delays] };
}

// Which task it is

/** How often a flow has delayed the same thing, in its current try. */
const asked = new WeakMap<FlowFrame, Map<string, number>>();

function idOf(
  definition: TaskDefinition,
  args: readonly unknown[],
  { context, options }: { context: RunContext; options: DelayOptions },
): string {
  const key = taskKeyOf(definition);
  if (options.idempotencyKey !== undefined) return idFrom(["key", key, options.idempotencyKey]);
  const { flow, task } = context;
  if (flow === undefined || task !== undefined) return uuidv7();
  const same = JSON.stringify([key, describeInputs(args, definition.signature).text]);
  const counts = asked.get(flow) ?? new Map<string, number>();
  asked.set(flow, counts);
  const before = counts.get(same) ?? 0;
  counts.set(same, before + 1);
  return idFrom(["flow", flow.id, same, String(before)]); // B2
}

/** A UUID of version 8: the same for the same parts. */
function idFrom(parts: readonly string[]): string {
  const hex = hash("sha256", JSON.stringify(parts));
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
