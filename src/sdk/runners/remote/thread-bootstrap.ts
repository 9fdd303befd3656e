// What a worker thread of the ThreadPoolTaskRunner starts with.
import { enableCompileCache } from "node:module";
import { parentPort } from "node:worker_threads";

const port = parentPort;
if (port === null) throw new Error("This file is started by the ThreadPoolTaskRunner, as a worker thread.");

enableCompileCache(); // before anything large is loaded: the next worker starts sooner
const { serveTasks } = await import("./serve-tasks.ts");
serveTasks({ post: (message) => port.postMessage(message), listen: (listener) => port.on("message", listener) });
