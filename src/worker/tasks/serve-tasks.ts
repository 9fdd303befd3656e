import type { TaskDefinition } from "../../sdk/definitions/task-definition.ts";
import type { ServeTasksOptions } from "../../sdk/background/background-options.ts";
import { connect } from "../../sdk/engine/reporting/process.ts";
import { stopSignal } from "../runner/stop-signal.ts";
import { openTaskStatus } from "./task-status.ts";
import { TaskWorker } from "./task-worker.ts";

/** Executes background runs of tasks, until a signal; tasks under way get their grace period, then go to others. */
export async function serveTasks(
  tasks: ReadonlyMap<string, TaskDefinition>,
  options: ServeTasksOptions,
): Promise<void> {
  const { api } = await connect();
  await using stack = new AsyncDisposableStack();
  if (api.runServices !== undefined) stack.use(api.runServices());
  const worker = new TaskWorker(api, tasks, options);
  stack.use(worker);
  if (options.statusServer) stack.use(await openTaskStatus(worker, options.statusServer));
  if (options.printStartingMessage !== false) {
    const names = [...tasks.values()].map(({ name }) => name).join(", ");
    console.error(`Serving background tasks (${names}), ${worker.limit} at once; Ctrl+C stops.`);
  }
  using stop = stopSignal(options.signal);
  const working = worker.work();
  await stop.first;
  await worker.end(stop.second);
  await working;
}
