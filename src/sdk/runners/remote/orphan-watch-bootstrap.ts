// A thread of a worker process that ends the process when its parent is gone. The process hears that by itself too, but not
// while a task blocks its event loop.
import { workerData } from "node:worker_threads";

const { parent } = workerData as { parent: number };

setInterval(() => {
  if (process.ppid !== parent || !isAlive(parent)) process.kill(process.pid, "SIGKILL");
}, 1_000);

/** Windows goes on telling the id of a parent that has ended. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
