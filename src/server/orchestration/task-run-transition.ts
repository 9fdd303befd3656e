import type { Micros } from "../../lib/clock.ts";
import type { StateType } from "../../schemas/state.ts";
import type { Bookkeeping } from "./bookkeeping.ts";
import type { Effect, Policy, Rule, Transition } from "./rule.ts";
import type { RunState } from "./run-state.ts";

/** The parts of `empirical_policy` that rules read. */
export type TaskRunPolicy = {
  retries?: number | null;
  /** Seconds; of a list, one for each retry, the last one for all others. */
  retry_delay?: number | number[] | null;
  retry_jitter_factor?: number | null;
  [other: string]: unknown;
};

/** A task run as the rules see it: its row, locked. */
export type TaskRun = Bookkeeping & {
  readonly id: string;
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly tags: readonly string[];
  readonly flow_run_run_count: number;
};

/** The answer to asking for a slot of each tag's limit. */
export type TagSlots =
  | { kind: "taken" }
  /** The limit of this tag is 0. */
  | { kind: "closed"; tag: string }
  | { kind: "full"; tag: string; waitSeconds: number };

/** What task-run rules need from the store. */
export interface TaskRunServices {
  flowRun(flowRunId: string): Promise<{ state_type: StateType | null; run_count: number } | null>;
  /** The newest state that was kept under a cache key and has not expired. */
  cachedState(key: string): Promise<RunState | null>;
  keepInCache(key: string, state: RunState): Promise<void>;
  /** Takes one slot of every limited tag, or none and waits in line. */
  takeTagSlots(tags: readonly string[], taskRunId: string): Promise<TagSlots>;
  releaseSlots(taskRunId: string): Promise<void>;
  /** Wakes the task workers that serve the task of a background run. */
  wakeTaskWorkers(taskKey: string): void;
}

/** The proposed change of one task run. */
export interface TaskRunTransition extends Transition {
  /** A rule changes counts of the run by putting a changed copy here. */
  run: TaskRun;
  readonly now: Micros;
  readonly policy: TaskRunPolicy;
  readonly services: TaskRunServices;
  /** Between 0 and 1. */
  readonly random: () => number;
}

export type TaskRunRule = Rule<TaskRunTransition>;
export type TaskRunEffect = Effect<TaskRunTransition>;
export type TaskRunPolicyRules = Policy<TaskRunTransition>;
