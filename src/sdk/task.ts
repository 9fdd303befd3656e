import { type brand, hasBrand } from "./brand.ts";
import type { CallResult, Inputs, MapInputs, ResultOf } from "./definitions/call-types.ts";
import { delayTask } from "./background/delay.ts";
import type { DelayOptions, ServeTasksOptions } from "./background/background-options.ts";
import type { BackgroundRun } from "./background/background-run.ts";
import { definitionOf, expectKind, type Held, makerOf, receiverKey } from "./definitions/callable.ts";
import type { AnyFunction } from "./definitions/definition.ts";
import { runTaskGenerator } from "./engine/calls/generator-run.ts";
import { startTask } from "./engine/tasks/start-task.ts";
import type { Future, FutureList } from "./future.ts";
import type { MethodContext } from "./definitions/method.ts";
import { defineTask, redefineTask, type TaskDefinition } from "./definitions/task-definition.ts";
import type { TaskCallOptions, TaskHook, TaskOptions, TransactionHook } from "./definitions/task-options.ts";

/**
 * A function whose calls are recorded, retried, cached and resumed.
 *
 * Calling it runs it here and gives a promise with extras; `submit` and `map` go through the flow's task runner and
 * give futures.
 */
export interface Task<A extends readonly unknown[] = readonly never[], R = unknown> {
  (...args: Inputs<A>): CallResult<R>;
  readonly [brand]: "task";
  readonly name: string;
  /** The plain function, for tests. */
  readonly fn: (...args: A extends unknown[] ? A : never) => R;
  readonly options: Readonly<TaskCallOptions>;
  readonly description: string | undefined;
  /** Starts a run and returns at once. Needs a flow run around it. */
  submit(...args: Inputs<A>): Future<ResultOf<R>>;
  /** One run for each element; all lists must be of one length, and other values go to each run. */
  map(...args: MapInputs<A>): FutureList<ResultOf<R>>;
  /**
   * Gives a run to the task workers, and resolves when it is kept: it runs at least once, in a process that serves the task.
   *
   * @example
   * const sent = await sendEmail.delay("a@example.com");
   * await sent.result({ timeoutSeconds: 60 });
   * @throws {SerializationError} an argument cannot be kept
   */
  delay(...args: Inputs<A>): Promise<BackgroundRun<Awaited<ResultOf<R>>>>;
  /** The same with a time, a priority or an idempotency key: `sendEmail.delayWith({ in: { minutes: 5 } }, address)`. */
  delayWith(options: DelayOptions, ...args: Inputs<A>): Promise<BackgroundRun<Awaited<ResultOf<R>>>>;
  /** Executes background runs of this task in this process, until it is told to stop. */
  serve(options?: ServeTasksOptions): Promise<void>;
  /** The same task with other options. */
  withOptions(options: TaskCallOptions): Task<A, R>;
  onRunning(hook: TaskHook): TaskHook;
  onCompletion(hook: TaskHook): TaskHook;
  onFailure(hook: TaskHook): TaskHook;
  onCommit(hook: TransactionHook): TransactionHook;
  onRollback(hook: TransactionHook): TransactionHook;
}

/** Makes a task of a function that is given later: `task({ retries: 3 })(fn)`, or as a decorator of a method. */
export type TaskMaker = <F extends CallableFunction>(fn: F, context?: MethodContext) => TaskOf<F>;

/** The task that a function of type F becomes. */
export type TaskOf<F> = F extends (...args: infer A) => infer R ? Task<A, R> : never;

/**
 * Makes a task of a function: its calls are recorded, retried, cached and resumed.
 *
 * @example
 * const fetchPage = task({ retries: 3, retryDelaySeconds: [1, 5, 30] }, async function fetchPage(url: string) {
 *   const response = await fetch(url, { signal: runtime.signal });
 *   return await response.text();
 * });
 *
 * @throws {TypeError} an option of the wrong kind · {InvalidNameError} no name, or one with / % & > < ·
 *   {ReservedArgumentError} a parameter called waitFor or returnState
 */
export function task<F extends CallableFunction>(fn: F): TaskOf<F>;
export function task<F extends CallableFunction>(name: string, fn: F): TaskOf<F>;
export function task<F extends CallableFunction>(options: TaskOptions, fn: F): TaskOf<F>;
export function task(options: TaskOptions): TaskMaker;
export function task(first: string | TaskOptions | AnyFunction, second?: AnyFunction): unknown {
  return makeTask(first, second);
}

/**
 * A decorated method as the task that it is: the compiler sees only the method.
 *
 * @example
 * asTask(this.load).submit("users")
 * @throws {TypeError} when it is none
 */
export function asTask<F extends CallableFunction>(method: F): TaskOf<F> {
  expectKind("task", method);
  return method as unknown as TaskOf<F>;
}

export function isTask(value: unknown): value is Task {
  return hasBrand(value, "task");
}

type HeldTask = Held<TaskDefinition>;

/** The definition behind a task: for the parts of Sluice that look at tasks. */
export function taskDefinition(of: Task): TaskDefinition {
  return definitionOf(of as unknown as HeldTask);
}

const makeTask = makerOf<TaskDefinition, TaskCallOptions>({
  name: "task",
  define: defineTask,
  redefine: redefineTask,
  start: startTask,
  generate: runTaskGenerator,
  hooks: ["onRunning", "onCompletion", "onFailure", "onCommit", "onRollback"],
  methods: {
    delay(this: HeldTask, ...args: unknown[]) {
      return delay(this, args);
    },
    delayWith(this: HeldTask, options: DelayOptions, ...args: unknown[]) {
      return delay(this, args, options);
    },
    async serve(this: HeldTask, options: ServeTasksOptions = {}) {
      const { serveTasks } = await import("./background/serve-tasks.ts");
      await serveTasks([this as unknown as Task], options);
    },
  },
});

async function delay(held: HeldTask, args: readonly unknown[], options?: DelayOptions): Promise<BackgroundRun> {
  const definition = definitionOf(held);
  if (held[receiverKey] !== undefined || definition.isGenerator)
    throw new TypeError(
      `${definition.name} cannot run in the background: only plain functions can, no methods or generators.`,
    );
  return await delayTask(definition, args, options);
}
