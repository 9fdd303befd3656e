import { Worker } from "node:worker_threads";
import type { WorkerKind, WorkerProcess } from "./worker-process.ts";

export const thread: WorkerKind = { name: "worker thread", start: startThread };

function startThread(): WorkerProcess {
  const worker = new Worker(new URL("../remote/thread-bootstrap.ts", import.meta.url), { name: "sluice-task" });
  let fault: Error | undefined;
  worker.on("error", (error) => {
    fault = error as Error;
  });
  const ended = new Promise<string>((resolve) => {
    worker.once("exit", (code) => resolve(fault === undefined ? `ended with exit code ${code}` : describeFault(fault)));
  });
  return {
    port: { post: (message) => worker.postMessage(message), listen: (listener) => worker.on("message", listener) },
    ended,
    async kill() {
      await worker.terminate();
      await ended;
    },
  };
}

function describeFault(fault: Error & { code?: unknown }): string {
  if (fault.code === "ERR_WORKER_OUT_OF_MEMORY") return "ran out of memory";
  return `ended by an error that nothing caught (${fault.name}: ${fault.message})`;
}
