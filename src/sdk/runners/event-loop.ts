import { runInContext } from "../context.ts";
import type { Slot } from "../engine/tasks/task-frame.ts";
import { checkMaxWorkers } from "./max-workers.ts";
import { Slots } from "./slots.ts";
import type { TaskJob, TaskRunner } from "./task-runner.ts";

/** Runs submitted tasks at once on this process's event loop: the default. */
export class ConcurrentTaskRunner implements TaskRunner {
  readonly name: string = "concurrent";
  readonly #slots: Slots | undefined;
  readonly #maxWorkers: number | undefined;

  /** `maxWorkers`: how many bodies run at once; by default any number. */
  constructor(options: { maxWorkers?: number } = {}) {
    const { maxWorkers } = options;
    this.#maxWorkers = checkMaxWorkers(maxWorkers);
    this.#slots = maxWorkers === undefined ? undefined : new Slots(maxWorkers);
  }

  duplicate(): TaskRunner {
    return new ConcurrentTaskRunner(this.#maxWorkers === undefined ? {} : { maxWorkers: this.#maxWorkers });
  }

  acquire(enclosing: Slot | undefined): Promise<Slot> | undefined {
    return this.#slots?.acquire(enclosing);
  }

  run(job: TaskJob): unknown {
    return runOnEventLoop(job);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Runs submitted tasks one after the other, in the order of their submission. */
export class SequentialTaskRunner extends ConcurrentTaskRunner {
  override readonly name = "sequential";

  constructor() {
    super({ maxWorkers: 1 });
  }

  override duplicate(): TaskRunner {
    return new SequentialTaskRunner();
  }
}

/** The body of a task in its context, here and now. */
export function runOnEventLoop(job: TaskJob): unknown {
  return runInContext(job.context, () => job.definition.fn.apply(job.thisArg, job.args as never[]));
}
