import type { TaskRunner } from "./task-runner.ts";
import { WorkerTaskRunner } from "./worker-task-runner.ts";
import type { WorkerKind } from "./workers/worker-process.ts";

/**
 * Runs submitted tasks in worker threads: for code that keeps a processor busy, and for timeouts and cancellations that
 * really stop it. Arguments and results are copied; a task must stand at the top level of its module.
 *
 * @example
 * const crunch = flow({ taskRunner: new ThreadPoolTaskRunner({ maxWorkers: 4 }) }, async (files: string[]) =>
 *   await parse.map(files).results());
 *
 * if (import.meta.main) await crunch(process.argv.slice(2)); // the guard: each thread imports this module
 */
export class ThreadPoolTaskRunner extends WorkerTaskRunner {
  readonly name = "threads";

  override duplicate(): TaskRunner {
    return new ThreadPoolTaskRunner({ maxWorkers: this.maxWorkers });
  }

  protected override async loadKind(): Promise<WorkerKind> {
    return (await import("./workers/thread.ts")).thread;
  }
}
