import { resolve } from "node:path";
import { serveTasks } from "../../sdk/background/serve-tasks.ts";
import { registeredIn } from "../../sdk/definitions/registry.ts";
import { importAsLibrary } from "../../sdk/engine/flows/import-flow.ts";
import { installHost } from "../../sdk/host.ts";
import { isTask, type Task } from "../../sdk/task.ts";
import { CommandFailure } from "../failure.ts";

export interface ServeTasksCommandOptions {
  module?: string[];
  limit?: number;
  name?: string;
  statusPort?: number;
}

export async function serveEntrypoints(
  entrypoints: readonly string[],
  { module = [], limit, name, statusPort }: ServeTasksCommandOptions,
): Promise<void> {
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const tasks = new Set<Task>();
  for (const file of module) for (const each of await tasksOf(resolve(file))) tasks.add(each);
  for (const entrypoint of entrypoints) tasks.add(await taskAt(entrypoint));
  if (tasks.size === 0)
    throw new CommandFailure("Which tasks? Name them as tasks/mail.ts:sendEmail, or a file with --module.");
  const statusServer = statusPort === undefined ? undefined : { port: statusPort };
  await serveTasks([...tasks], { limit, name, statusServer });
}

async function tasksOf(file: string): Promise<Task[]> {
  await importAsLibrary(file);
  return registeredIn(file, "task").map(({ target }) => target as Task);
}

async function taskAt(entrypoint: string): Promise<Task> {
  const colon = entrypoint.lastIndexOf(":");
  if (colon <= 1) throw new CommandFailure(`"${entrypoint}" names no task: write file.ts:task.`);
  const file = resolve(entrypoint.slice(0, colon));
  const name = entrypoint.slice(colon + 1);
  const exported = (await importAsLibrary(file))[name];
  const found = isTask(exported) ? exported : (await tasksOf(file)).find((each) => each.name === name);
  if (found === undefined) throw new CommandFailure(`${file} has no task "${name}".`);
  return found;
}
