import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Duration } from "../../lib/duration.ts";
import type { Flow } from "../flow.ts";
import type { ResultStorage } from "../results/result-storage.ts";
import type { FlowRunView } from "../run-view.ts";
import type { TaskRunner } from "../runners/task-runner.ts";
import type { Serializer } from "../serializers/serializer.ts";
import type { State } from "../state.ts";
import type { OnCodeChange } from "./task-options.ts";

/** Called at a moment of a flow run's life. What it throws is logged and goes no further. */
export type FlowHook = (flow: Flow, run: FlowRunView, state: State) => unknown;

/** One schema for an object of named parameters, or a schema for each positional one. */
export type ParameterSchemas = StandardSchemaV1 | Readonly<Record<string, StandardSchemaV1>>;

export interface FlowOptions {
  /** Default: the function's name, `fetchAll` → `fetch-all`. */
  name?: string;
  description?: string;
  /** Default: a fingerprint of the module file. */
  version?: string;
  /** Name of each run: a template (`"crawl {urls[0]}"`) or a function. Default: two random words. */
  flowRunName?: string | (() => string);
  parameters?: ParameterSchemas;
  /** False passes parameters on as they are. Default true. */
  validateParameters?: boolean;

  /** How often a failed run is tried again. Default 0. */
  retries?: number;
  retryDelaySeconds?: number;
  /** How often a run whose process died is taken up again by whoever finds it. Default 0. */
  crashRetries?: number;
  /** What a retry reuses: completed calls, or none (as Prefect without persistence). Default "completed". */
  retryReuse?: "completed" | "none";
  timeoutSeconds?: Duration;
  /** How long calls that are still open may take to end after the signal. Default 5 seconds. */
  graceSeconds?: Duration;

  /** Default: a new `ConcurrentTaskRunner`. */
  taskRunner?: TaskRunner;

  persistResult?: boolean;
  resultStorage?: ResultStorage;
  resultSerializer?: Serializer | string;
  cacheResultInMemory?: boolean;
  /** Sends `console.log` of the body and its tasks to the run's logs. Default: as the parent, else false. */
  logPrints?: boolean;

  onRunning?: readonly FlowHook[];
  onCompletion?: readonly FlowHook[];
  onFailure?: readonly FlowHook[];
  onCancellation?: readonly FlowHook[];
  onCrashed?: readonly FlowHook[];

  /** "interrupted" attaches to a run of this flow with equal parameters that lost its process (engine.md R3). */
  resume?: "interrupted";
  /** Attaches to the run of this flow with that key, whatever its age. */
  idempotencyKey?: string;
  onCodeChange?: OnCodeChange;
  onAmbiguous?: "warn" | "fail";
  /** Of its tasks: "relaxed" ones settle before their commit. A task's own option comes first. Default "strict". */
  durability?: "strict" | "relaxed";
}

/** Options of one call, given with `withOptions`. */
export interface FlowCallOptions extends FlowOptions {
  /** Runs that must complete first: futures, states, call promises, or lists of them. */
  waitFor?: Iterable<unknown>;
  /** Takes the place of arguments and order in the identity of a child flow's call (engine.md I1). */
  key?: string | ((parameters: Record<string, unknown>) => string);
}
