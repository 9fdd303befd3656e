// A thread or a child process of ours, as the pool sees it.

import type { Port } from "../remote/line.ts";

export interface WorkerProcess {
  readonly port: Port;
  /** Resolves when it has ended, with how: "ended with exit code 3", "ran out of memory". */
  readonly ended: Promise<string>;
  /** Ends it at once, whatever it does; resolves when it has ended. */
  kill(): Promise<void>;
}

/** What the pool's workers are: how they are called in messages, and how one is started. */
export interface WorkerKind {
  name: "worker thread" | "worker process";
  start(): WorkerProcess;
}
