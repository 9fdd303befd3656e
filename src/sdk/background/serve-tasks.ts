import { taskKeyOf } from "../engine/tasks/define-task-run.ts";
import { ConfigurationError } from "../errors.ts";
import { shared } from "../global.ts";
import { host } from "../host.ts";
import { type Task, taskDefinition } from "../task.ts";
import type { ServeTasksOptions } from "./background-options.ts";

/** Executes background runs of tasks in this process, until it is told to stop. */
export async function serveTasks(tasks: readonly Task[], options: ServeTasksOptions): Promise<void> {
  if (shared.loading !== undefined)
    throw new ConfigurationError("serve() was called while its file was imported. Guard it: if (import.meta.main) …");
  const { serveTasks: serveHere } = host();
  if (serveHere === undefined) throw new ConfigurationError("Tasks cannot be served from inside of this process.");
  const definitions = tasks.map(taskDefinition);
  const byKey = new Map(definitions.map((definition) => [taskKeyOf(definition), definition]));
  if (byKey.size < definitions.length)
    throw new TypeError("serve() was given two tasks of one name: a worker could not tell them apart.");
  await serveHere(byKey, options);
}
