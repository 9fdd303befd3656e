import type { Command } from "commander";
import { collect, parseCount } from "./options.ts";
import type { ServeTasksCommandOptions } from "./task/serve-entrypoints.ts";

export function addTaskCommands(program: Command): void {
  const group = program.command("task").description("execute background tasks");
  group
    .command("serve")
    .description("execute background runs of tasks in this process until it is stopped")
    .argument("[entrypoints...]", "files and tasks in them: tasks/mail.ts:sendEmail")
    .option("-m, --module <file>", "every task of this file; may be repeated", collect)
    .option("-l, --limit <count>", "how many are executed at once (default: 10)", parseCount)
    .option("--name <name>", "of this worker (default: host and process id)")
    .option("--status-port <port>", "serve GET /status on this port of 127.0.0.1", parseCount)
    .action(async (entrypoints: string[], options: ServeTasksCommandOptions) => {
      const { serveEntrypoints } = await import("./task/serve-entrypoints.ts");
      await serveEntrypoints(entrypoints, options);
    });
}
