import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { WorkerKind, WorkerProcess } from "./worker-process.ts";

export const childProcess: WorkerKind = { name: "worker process", start: startProcess };

function startProcess(): WorkerProcess {
  const bootstrap = fileURLToPath(new URL("../remote/process-bootstrap.ts", import.meta.url));
  const child = fork(bootstrap, [], { serialization: "advanced", stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`could not be started (${error.message})`));
    child.once("exit", (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
  return {
    port: { post: (message) => post(child, message), listen: (listener) => child.on("message", listener) },
    ended,
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

/** A child that is just ending takes no message; that it has ended is told by its exit. */
function post(child: ChildProcess, message: unknown): void {
  if (child.connected) child.send(message as object, () => {});
}
