import type { Duration } from "../../lib/duration.ts";
import type { RetryDelay } from "../../lib/retry-delay.ts";
import type { FlowRunView, TaskRunView } from "../run-view.ts";
import type { State } from "../state.ts";
import type { Task } from "../task.ts";
import type { CachePolicy } from "../caching/cache-policy.ts";
import type { Serializer } from "../serializers/serializer.ts";
import type { ResultStorage } from "../results/result-storage.ts";
import type { Transaction } from "../transaction.ts";

/** Called at a moment of a task run's life. What it throws is logged and goes no further. */
export type TaskHook = (task: Task, run: TaskRunView, state: State) => unknown;

export type TransactionHook = (transaction: Transaction) => unknown;

/** What a task is asked to do when its module has changed since a call was recorded (engine.md I2). */
export type OnCodeChange = "reuse" | "rerun" | "fail";

export interface TaskOptions {
  /** Default: the function's name. */
  name?: string;
  description?: string;
  version?: string;
  tags?: readonly string[];
  /** Name of each run: a template (`"load {table}"`) or a function of the parameters. */
  taskRunName?: string | ((parameters: Record<string, unknown>) => string);

  /** How often a failed run is tried again. Default 0. */
  retries?: number;
  /** Default 0. */
  retryDelaySeconds?: RetryDelay;
  /** Widens each delay by a random share of up to this factor. Default 0. */
  retryJitterFactor?: number;
  /** Whether a failure is worth a retry. Default: each is. */
  retryConditionFn?: (task: Task, run: TaskRunView, state: State) => boolean | Promise<boolean>;
  /** Default: no limit. */
  timeoutSeconds?: Duration;

  /** Default: memo within the run only (`NO_CACHE` across runs). */
  cachePolicy?: CachePolicy;
  /** Computes the cache key by hand; null means no caching for this call. */
  cacheKeyFn?: (
    context: CacheKeyContext,
    parameters: Record<string, unknown>,
  ) => string | null | Promise<string | null>;
  /** How long a cached result may be used. Default: for ever. */
  cacheExpiration?: Duration;
  /** Computes again and overwrites what is cached. Default false. */
  refreshCache?: boolean;

  /** False keeps no result: a retry of the flow runs this task again. Default true. */
  persistResult?: boolean;
  resultStorage?: ResultStorage;
  resultSerializer?: Serializer | string;
  /** Template of the storage key, with `{parameters.x}`, `{flowRun.id}`, `{taskRun.id}`. */
  resultStorageKey?: string;
  /** Default true. */
  cacheResultInMemory?: boolean;

  /** Sends `console.log` of the body to the run's logs. Default: as the flow. */
  logPrints?: boolean;

  onRunning?: readonly TaskHook[];
  onCompletion?: readonly TaskHook[];
  onFailure?: readonly TaskHook[];
  onCommit?: readonly TransactionHook[];
  onRollback?: readonly TransactionHook[];

  /** What `visualize` and `mermaid` take for this task's result. */
  vizReturnValue?: unknown;

  /** Takes the place of arguments and order in the identity of a call (engine.md I1). */
  key?: string | ((parameters: Record<string, unknown>) => string);
  /** False: a retry of the flow runs this task again, also where it had completed. Default true. */
  reuseOnRetry?: boolean;
  /** Default "reuse", with the reason "code changed since". */
  onCodeChange?: OnCodeChange;
  /** What to do where it cannot be told which of several equal calls a result belongs to. Default "warn". */
  onAmbiguous?: "warn" | "fail";
  /** "relaxed" settles before the commit. Default: as its flow, else "strict". */
  durability?: "strict" | "relaxed";
}

/** Options of one call, given with `withOptions`. */
export interface TaskCallOptions extends TaskOptions {
  /** Runs that must complete first: futures, states, call promises, or lists of them. */
  waitFor?: Iterable<unknown>;
}

/** What a `cacheKeyFn` can look at. */
export interface CacheKeyContext {
  task: Task;
  taskRun: TaskRunView;
  flowRun: FlowRunView | null;
}
