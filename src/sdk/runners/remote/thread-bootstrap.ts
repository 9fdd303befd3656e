// What a worker thread of the ThreadPoolTaskRunner starts with.
import { parentPort } from "node:worker_threads";
import { serveTasks } from "./serve-tasks.ts";

const port = parentPort;
if (port === null) throw new Error("This file is started by the ThreadPoolTaskRunner, as a worker thread.");

serveTasks({ post: (message) => port.postMessage(message), listen: (listener) => port.on("message", listener) });
