// What a worker process of the ProcessPoolTaskRunner starts with.
import { enableCompileCache } from "node:module";
import { Worker } from "node:worker_threads";

process.once("disconnect", () => process.exit(0)); // the parent has ended: nothing of this process is of use to anybody
process.on("SIGINT", () => {}); // a terminal sends it to us too, but what it means is the parent's decision
process.on("uncaughtException", (error) => {
  console.error(error); // as Node would; the parent puts the message into the state of the task run
  post({ kind: "tell", name: "fault", body: `${error.name}: ${error.message}` }, () => process.exit(1));
});

enableCompileCache(); // before anything large is loaded: the next worker starts sooner
const { serveTasks } = await import("./serve-tasks.ts");
serveTasks({ post, listen: (listener) => process.on("message", listener) });

new Worker(new URL("./orphan-watch-bootstrap.ts", import.meta.url), {
  workerData: { parent: process.ppid },
  execArgv: [],
}).unref();

function post(message: unknown, sent: () => void = () => {}): void {
  if (process.connected) process.send?.(message, sent);
  else sent();
}
