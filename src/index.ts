import "./lib/refuse-old-runtime.ts";
import { installHost } from "./sdk/host.ts";
import { productionHost } from "./production-host.ts";

installHost(productionHost);

export { asFlow, flow, isFlow, type Flow } from "./sdk/flow.ts";
export { asTask, isTask, task, type Task } from "./sdk/task.ts";
export type { FlowHook, FlowOptions, FlowCallOptions } from "./sdk/definitions/flow-options.ts";
export type { TaskHook, TaskOptions, TaskCallOptions, TransactionHook } from "./sdk/definitions/task-options.ts";
export type { FlowRunView, TaskRunView } from "./sdk/run-view.ts";
export type { CallPromise } from "./sdk/engine/calls/call.ts";
export { asCompleted, Future, FutureList, isFuture, wait } from "./sdk/future.ts";
export { allowFailure, opaque, quote, unmapped } from "./sdk/annotations.ts";
export type { FlowPicture } from "./sdk/visualize/flow-picture.ts";
export { serve } from "./sdk/deployments/serve.ts";
export { BackgroundRun } from "./sdk/background/background-run.ts";
export type { DelayOptions, ServeTasksOptions } from "./sdk/background/background-options.ts";
export { deploy } from "./sdk/deployments/deploy.ts";
export type { DeployOptions, FlowDeployOptions } from "./sdk/deployments/deploy-options.ts";
export type { GitSource, NpmSource, Source } from "./sdk/deployments/source.ts";
export {
  isEntrypointAsync,
  loadFlowArgumentsFromEntrypoint,
  loadFlowFromEntrypoint,
  loadFunctionAndConvertToFlow,
  loadPlaceholderFlow,
  safeLoadFlowFromEntrypoint,
  type EntrypointOptions,
  type FlowArguments,
  type LoadFlowOptions,
} from "./sdk/entrypoints/entrypoints.ts";
export { selectFlow, type FlowChoice } from "./sdk/entrypoints/select-flow.ts";
export { runDeployment, type RunDeploymentOptions } from "./sdk/deployments/run-deployment.ts";
export type { DeployedRun, SeenLog, SeenState, WaitOptions } from "./sdk/deployments/deployed-run.ts";
export type {
  ConcurrencyLimitOptions,
  DeploymentOptions,
  DeploymentScheduleOptions,
  FlowDeployment,
  FlowServeOptions,
  ScheduleOptions,
  ServeOptions,
} from "./sdk/deployments/deployment-options.ts";
export { pauseFlowRun, suspendFlowRun, type PauseOptions } from "./sdk/pausing/pause.ts";
export { resumeFlowRun } from "./sdk/pausing/resume.ts";
export { bindContext, tags } from "./sdk/context.ts";
export { scope } from "./sdk/scope.ts";
export { runtime } from "./sdk/runtime.ts";
export { artifacts } from "./sdk/artifacts.ts";
export { variables } from "./sdk/variables.ts";
export { concurrency, rateLimit, type ConcurrencyOptions, type RateLimitOptions } from "./sdk/concurrency.ts";
export { getRunLogger, silentLogger, type RunLogger } from "./sdk/logging/run-logger.ts";
export {
  getTransaction,
  transaction,
  Transaction,
  type CommitMode,
  type TransactionOptions,
} from "./sdk/transaction.ts";
export {
  AwaitingRetry,
  Cancelled,
  Cancelling,
  Completed,
  Crashed,
  Failed,
  isState,
  Late,
  Paused,
  Pending,
  Retrying,
  Running,
  Scheduled,
  State,
  Suspended,
} from "./sdk/state.ts";
export { ConcurrentTaskRunner, SequentialTaskRunner } from "./sdk/runners/event-loop.ts";
export { ThreadPoolTaskRunner } from "./sdk/runners/thread-pool.ts";
export { ProcessPoolTaskRunner } from "./sdk/runners/process-pool.ts";
export type { WorkerTaskRunnerOptions } from "./sdk/runners/worker-task-runner.ts";
export type { TaskRunner } from "./sdk/runners/task-runner.ts";
export {
  cachePolicyFromFn,
  DEFAULT,
  FLOW_PARAMETERS,
  INPUTS,
  NO_CACHE,
  RUN_ID,
  TASK_SOURCE,
  type CachePolicy,
} from "./sdk/caching/cache-policy.ts";
export { cache } from "./sdk/cache.ts";
export type { CacheEntry, CacheFilter } from "./sdk/caching/cache-index.ts";
export { flowParameterSchema, serializeParameters, validateParameters } from "./sdk/flow-helpers.ts";
export { taskInputHash } from "./sdk/caching/task-input-hash.ts";
export { exponentialBackoff, type RetryDelay } from "./lib/retry-delay.ts";
export { Secret } from "./lib/secret.ts";
export { serializable } from "./sdk/serializers/serializable.ts";
export { registerSerializer } from "./sdk/serializers/registry.ts";
export type { Serializer } from "./sdk/serializers/serializer.ts";
export type { ResultStorage } from "./sdk/results/result-storage.ts";
export { localStorage } from "./sdk/results/local-storage.ts";
export { memoryStorage } from "./sdk/results/memory-storage.ts";
export { fileLocks } from "./sdk/locks/file-locks.ts";
export { memoryLocks } from "./sdk/locks/memory-locks.ts";
export type { LockManager } from "./sdk/locks/lock-manager.ts";
export type { Duration } from "./lib/duration.ts";
export {
  Abort,
  AcquireConcurrencySlotTimeoutError,
  CancelledRun,
  ConcurrencySlotAcquisitionError,
  ConfigurationError,
  CrashedRun,
  FailedRun,
  FlowPauseTimeout,
  FlowRunTimeoutError,
  FlowRunWaitTimeout,
  FlowVisualizationError,
  HttpStatusError,
  InvalidNameError,
  isSluiceError,
  MappingLengthMismatch,
  MappingMissingIterable,
  MissingContextError,
  MissingFlowError,
  MissingResult,
  NotPausedError,
  NotResumable,
  ObjectAlreadyExists,
  ObjectNotFound,
  ParameterBindError,
  ParameterTypeError,
  Pause,
  PausedRun,
  RecordRefused,
  ReservedArgumentError,
  ReuseRefused,
  ScriptError,
  SecretNotSerializable,
  SerializationError,
  ServerUnreachable,
  SluiceError,
  TaskRunTimeoutError,
  TimedOutWaiting,
  UnfinishedRun,
  UnspecifiedFlowError,
  UpstreamTaskError,
} from "./sdk/errors.ts";
export { HomeUnusable } from "./lib/home.ts";
export { version } from "./lib/version.ts";
