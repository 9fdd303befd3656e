import { availableParallelism } from "node:os";
import type { Slot } from "../engine/tasks/task-frame.ts";
import { MissingContextError } from "../errors.ts";
import { Slots } from "./slots.ts";
import type { TaskJob, TaskRunner } from "./task-runner.ts";
import { checkMaxWorkers } from "./max-workers.ts";
import type { WorkerPool } from "./workers/worker-pool.ts";
import type { WorkerKind } from "./workers/worker-process.ts";

export interface WorkerTaskRunnerOptions {
  /** How many bodies run at once. Default: as many as there are processors. */
  maxWorkers?: number;
}

/** Runs the bodies of submitted tasks in workers: threads or processes. States, retries and results stay with the engine. */
export abstract class WorkerTaskRunner implements TaskRunner {
  abstract readonly name: string;
  readonly beginsLater = true;
  readonly #slots: Slots;
  #pool: Promise<WorkerPool> | undefined;

  constructor({ maxWorkers }: WorkerTaskRunnerOptions = {}) {
    const limit = checkMaxWorkers(maxWorkers) ?? availableParallelism();
    this.#slots = new Slots(limit, { begunPerDepth: 4 * limit }); // each body that waits for nested calls keeps its worker
  }

  protected get maxWorkers(): number {
    return this.#slots.limit;
  }

  abstract duplicate(): TaskRunner;

  /** Loaded when the first task is submitted. */
  protected abstract loadKind(): Promise<WorkerKind>;

  acquire(enclosing: Slot | undefined): Promise<Slot> {
    return this.#slots.acquire(enclosing);
  }

  async run(job: TaskJob): Promise<unknown> {
    const [{ packTask }, { opened }] = await Promise.all([
      import("./remote/envelope.ts"),
      import("./remote/outcome.ts"),
    ]);
    const envelope = packTask(job);
    this.#pool ??= this.#openPool(job);
    const pool = await this.#pool;
    return opened(await pool.run({ envelope, stopper: job.stopper, slot: job.context.task?.slot, begin: job.begin }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pool = await this.#pool?.catch(() => undefined); // why it did not open was told to the tasks
    this.#pool = undefined;
    await pool?.[Symbol.asyncDispose]();
  }

  async #openPool({ context: { flow } }: TaskJob): Promise<WorkerPool> {
    if (flow === undefined) throw new MissingContextError("Workers belong to a flow run; there is none here.");
    const [{ openPool }, kind] = await Promise.all([import("./workers/worker-pool.ts"), this.loadKind()]);
    return await openPool({ kind, flow, slots: this.#slots });
  }
}
