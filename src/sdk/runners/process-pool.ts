import type { TaskRunner } from "./task-runner.ts";
import { WorkerTaskRunner } from "./worker-task-runner.ts";
import type { WorkerKind } from "./workers/worker-process.ts";

/**
 * Runs submitted tasks in processes of their own: as `ThreadPoolTaskRunner`, and a body that crashes its process or uses up
 * its memory takes nothing else with it.
 */
export class ProcessPoolTaskRunner extends WorkerTaskRunner {
  readonly name = "processes";

  override duplicate(): TaskRunner {
    return new ProcessPoolTaskRunner({ maxWorkers: this.maxWorkers });
  }

  protected override async loadKind(): Promise<WorkerKind> {
    return (await import("./workers/child-process.ts")).childProcess;
  }
}
