import { ConfigurationError } from "../errors.ts";
import { shared } from "../global.ts";
import { host } from "../host.ts";
import type { ServeTasksOptions } from "../background/background-options.ts";
import { serveTasks } from "../background/serve-tasks.ts";
import { isTask, type Task } from "../task.ts";
import type { FlowDeployment, ServeOptions } from "./deployment-options.ts";

/**
 * Creates or updates deployments, and executes their runs from this process until it is told to stop: each run in a
 * process of its own. Resolves when it has stopped.
 *
 * @example
 * await serve(crawl.toDeployment({ name: "hourly", cron: "0 * * * *" }), clean.toDeployment(), { limit: 10 });
 * @throws {ConfigurationError} called while a module is imported, or a flow is in no file
 */
export async function serve(...given: readonly (FlowDeployment | ServeOptions)[]): Promise<void>;
/**
 * Executes background runs of tasks in this process, until it is told to stop.
 *
 * @example
 * await serve(sendEmail, resizeImage, { limit: 20 });
 */
export async function serve(...given: readonly (Task<never, unknown> | ServeTasksOptions)[]): Promise<void>;
export async function serve(...given: readonly unknown[]): Promise<void> {
  const tasks = given.filter(isTask);
  if (tasks.length > 0) return await serveTasks(tasks, taskOptions(given));
  await serveFlows(given as readonly (FlowDeployment | ServeOptions)[]);
}

function taskOptions(given: readonly unknown[]): ServeTasksOptions {
  const others = given.filter((one) => !isTask(one)) as ServeTasksOptions[];
  if (others.length > 1 || (others[0] !== undefined && isDeployment(others[0] as ServeOptions)))
    throw new TypeError("serve() takes tasks or deployments, not both, and its options once, as the last argument.");
  return others[0] ?? {};
}

async function serveFlows(given: readonly (FlowDeployment | ServeOptions)[]): Promise<void> {
  const deployments = given.filter(isDeployment);
  const options = given.filter((one): one is ServeOptions => !isDeployment(one));
  if (deployments.length === 0) throw new TypeError("serve() takes deployments: serve(crawl.toDeployment({ … })).");
  if (options.length > 1) throw new TypeError("serve() takes its options once, as the last argument.");
  await serveDeployments(deployments, options[0] ?? {});
}

export async function serveDeployments(deployments: readonly FlowDeployment[], options: ServeOptions): Promise<void> {
  if (shared.loading !== undefined)
    throw new ConfigurationError("serve() was called while its file was imported. Guard it: if (import.meta.main) …");
  const { serve: serveHere } = host();
  if (serveHere === undefined) throw new ConfigurationError("Flows cannot be served from inside of this process.");
  await serveHere(deployments, options);
}

function isDeployment(value: FlowDeployment | ServeOptions): value is FlowDeployment {
  return typeof value === "object" && value !== null && "flow" in value;
}
