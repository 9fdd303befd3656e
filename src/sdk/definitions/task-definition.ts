import { type AnyFunction, define, type Definition, notHeld } from "./definition.ts";
import type { Task } from "../task.ts";
import {
  type Check,
  checkOptions,
  commonChecks,
  isAnything,
  isDuration,
  isFlag,
  isFunction,
  isFunctions,
  isObject,
  isText,
  isTexts,
  isTextOrFunction,
  must,
  positiveSeconds,
  withoutUndefined,
} from "./option-checks.ts";
import type { TaskCallOptions } from "./task-options.ts";

/** A task: its function, its options, and what follows from both. */
export interface TaskDefinition extends Definition {
  readonly kind: "task";
  readonly options: TaskCallOptions;
  readonly timeoutSeconds: number | undefined;
  /** What the user holds: given to hooks. */
  target(): Task;
}

export function defineTask(fn: AnyFunction, options: TaskCallOptions): TaskDefinition {
  checkTaskOptions(options);
  return withDerived({ ...define("task", fn, options.name), kind: "task", options: { ...options } });
}

export function redefineTask(definition: TaskDefinition, changes: TaskCallOptions): TaskDefinition {
  checkTaskOptions(changes);
  const options = { ...definition.options, ...withoutUndefined(changes) };
  return withDerived({ ...definition, name: changes.name ?? definition.name, options });
}

function withDerived(definition: Omit<TaskDefinition, "timeoutSeconds" | "target">): TaskDefinition {
  return { ...definition, target: notHeld, timeoutSeconds: positiveSeconds(definition.options.timeoutSeconds) };
}

function checkTaskOptions(options: TaskCallOptions): void {
  checkOptions("task", options, taskChecks);
}

const isRetryDelay = must(
  "seconds, a list of seconds or a function that gives one",
  (value) => typeof value === "number" || typeof value === "function" || Array.isArray(value),
);

const taskChecks: Readonly<Record<keyof TaskCallOptions, Check>> = {
  ...commonChecks,
  tags: isTexts,
  taskRunName: isTextOrFunction,
  retryDelaySeconds: isRetryDelay,
  retryJitterFactor: must("a number, 0 or more", (value) => typeof value === "number" && value >= 0),
  retryConditionFn: isFunction,
  cachePolicy: isObject,
  cacheKeyFn: isFunction,
  cacheExpiration: isDuration,
  refreshCache: isFlag,
  resultStorageKey: isText,
  onCommit: isFunctions,
  onRollback: isFunctions,
  vizReturnValue: isAnything,
  reuseOnRetry: isFlag,
};
