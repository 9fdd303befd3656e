import type { Command } from "commander";
import { withLogOptions } from "./flow-run.ts";
import { collect, type OutputOptions, withLimit, withOutput } from "./options.ts";
import type { LogOptions } from "./run-logs/print-logs.ts";
import type { ListTaskRunsOptions } from "./task-run/list-task-runs.ts";

const run = "a task run's id, the beginning of its id, or its name";

export function addTaskRunCommands(program: Command): void {
  const group = program.command("task-run").alias("task-runs").description("list and read task runs");

  withOutput(withLimit(group.command("ls")))
    .description("list task runs, the latest first")
    .option("--flow-run <run>", "only task runs of this flow run")
    .option("--task-run-name <name>", "only task runs of this name; may be repeated", collect)
    .option("--state <name>", "only task runs in a state of this name; may be repeated", collect)
    .option("--state-type <type>", "only task runs in a state of this type; may be repeated", collect)
    .action(async (options: ListTaskRunsOptions) => {
      const { listTaskRuns } = await import("./task-run/list-task-runs.ts");
      await listTaskRuns(options);
    });

  withOutput(group.command("inspect"))
    .description("show a task run: state, inputs, and why it was reused")
    .argument("<run>", run)
    .action(async (text: string, options: OutputOptions) => {
      const { inspectTaskRun } = await import("./task-run/inspect-task-run.ts");
      await inspectTaskRun(text, options);
    });

  withLogOptions(group.command("logs"))
    .description("print the logs of a task run, as the console did")
    .argument("<run>", run)
    .action(async (text: string, options: LogOptions) => {
      const { printTaskRunLogs } = await import("./run-logs/print-logs.ts");
      await printTaskRunLogs(text, options);
    });
}
