// One worker of a pool and the task that it runs.

import { Line } from "../remote/line.ts";
import type { ParentServices, WorkerServices } from "../remote/protocol.ts";
import type { WorkerProcess } from "./worker-process.ts";

export type WorkerLine = Line<ParentServices, WorkerServices>;

/** The worker ended while it had something to answer. */
export class WorkerGone extends Error {}

export class PoolWorker {
  readonly line: WorkerLine;
  readonly #process: WorkerProcess;
  #isAlive = true;

  constructor(process: WorkerProcess, services: ParentServices) {
    this.#process = process;
    this.line = new Line(process.port, services);
    void process.ended.then((how) => {
      this.#isAlive = false;
      this.line.close(new WorkerGone(how));
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** Ends it at once; resolves when it has ended. */
  async kill(): Promise<void> {
    this.#isAlive = false;
    await this.#process.kill();
  }
}
