import type { RunContext } from "../context.ts";
import type { Slot } from "../engine/tasks/task-frame.ts";
import type { Stopper } from "../engine/stopper.ts";
import type { TaskDefinition } from "../definitions/task-definition.ts";

/** One try of a task's body. States, retries and results are the engine's; a runner only runs bodies. */
export interface TaskJob {
  definition: TaskDefinition;
  thisArg: unknown;
  args: readonly unknown[];
  /** The context that the body runs in. */
  context: RunContext;
  /** Says when to stop; a runner with a process or thread of its own ends it then. */
  stopper: Stopper;
  /** Called when the body begins, by a runner that `beginsLater`. */
  begin(): void;
}

/** Decides where and how many bodies of submitted tasks run (engine.md T2). */
export interface TaskRunner {
  readonly name: string;
  /** Its bodies begin some time after `run` is called: timeouts count from `begin`. Default false. */
  readonly beginsLater?: boolean;
  /** A fresh one with the same options: each flow run has its own. */
  duplicate(): TaskRunner;
  /** A place among the bodies that may run at once; undefined where there is no limit. `enclosing`: that of the body that made the call. */
  acquire(enclosing: Slot | undefined): Slot | Promise<Slot> | undefined;
  run(job: TaskJob): unknown;
  [Symbol.asyncDispose](): Promise<void>;
}
