import type { Command } from "commander";
import type { ListFlowRunsOptions } from "./flow-run/list-flow-runs.ts";
import type { ResumeFlowRunOptions } from "./flow-run/resume-flow-run.ts";
import type { RetryFlowRunOptions } from "./flow-run/retry-flow-run.ts";
import type { SuspendFlowRunOptions } from "./flow-run/suspend-flow-run.ts";
import { collect, type OutputOptions, parseCount, withLimit, withOutput } from "./options.ts";
import type { LogOptions } from "./run-logs/print-logs.ts";

const run = "a flow run's id, the beginning of its id, or its name";

export function addFlowRunCommands(program: Command): void {
  const group = program
    .command("flow-run")
    .alias("flow-runs")
    .description("list, read, follow, cancel and delete flow runs");

  withOutput(withLimit(group.command("ls")))
    .description("list flow runs, the latest first")
    .option("--flow-name <name>", "only runs of this flow; may be repeated", collect)
    .option("--state <name>", "only runs in a state of this name; may be repeated", collect)
    .option("--state-type <type>", "only runs in a state of this type; may be repeated", collect)
    .option("--tag <tag>", "only runs with this tag; may be repeated", collect)
    .action(async (options: ListFlowRunsOptions) => {
      const { listFlowRuns } = await import("./flow-run/list-flow-runs.ts");
      await listFlowRuns(options);
    });

  withOutput(group.command("inspect"))
    .description("show a flow run: state, parameters, attempts, notes, and what was reused and why")
    .argument("<run>", run)
    .action(async (text: string, options: OutputOptions) => {
      const { inspectFlowRun } = await import("./flow-run/inspect-flow-run.ts");
      await inspectFlowRun(text, options);
    });

  withOutput(group.command("why"))
    .description("say why a flow run does not go on: what it waits for, since when, and what to do")
    .argument("<run>", run)
    .action(async (text: string, options: OutputOptions) => {
      const { whyFlowRun } = await import("./flow-run/why-flow-run.ts");
      await whyFlowRun(text, options);
    });

  withLogOptions(group.command("logs"))
    .description("print the logs of a flow run and its tasks, as the console did")
    .argument("<run>", run)
    .action(async (text: string, options: LogOptions) => {
      const { printFlowRunLogs } = await import("./run-logs/print-logs.ts");
      await printFlowRunLogs(text, options);
    });

  group
    .command("watch")
    .description("print the states of a flow run until it ends; the exit code is 0 when it completes, else 1")
    .argument("<run>", run)
    .action(async (text: string) => {
      const { watchFlowRun } = await import("./flow-run/watch-flow-run.ts");
      await watchFlowRun(text);
    });

  group
    .command("retry")
    .description(
      "go on with a crashed flow run, or try a failed one again: in this process, or by its deployment's workers",
    )
    .argument("<run>", run)
    .option("--from-task <id>", "run this task run and every call after it again, also of a run that completed")
    .option("--all", "run every call again")
    .option("--dry-run", "only print what would be reused and what would run again")
    .option("--force", "also while a process that cannot be seen from here holds it")
    .action(async (text: string, options: RetryFlowRunOptions) => {
      const { retryFlowRun } = await import("./flow-run/retry-flow-run.ts");
      await retryFlowRun(text, options);
    });

  group
    .command("suspend")
    .description("put a running flow aside: its process leaves it, and it goes on when it is resumed")
    .argument("<run>", run)
    .option("--timeout <seconds>", "fail it when nobody resumes it in time", parseCount)
    .action(async (text: string, options: SuspendFlowRunOptions) => {
      const { suspendFlowRun } = await import("./flow-run/suspend-flow-run.ts");
      await suspendFlowRun(text, options);
    });

  group
    .command("resume")
    .description("let a paused or suspended flow run go on; a suspended one without a deployment in this process")
    .argument("<run>", run)
    .option("--input <json>", "what the run asks for, as a JSON object")
    .action(async (text: string, options: ResumeFlowRunOptions) => {
      const { resumeFlowRun } = await import("./flow-run/resume-flow-run.ts");
      await resumeFlowRun(text, options);
    });

  group
    .command("execute")
    .description("execute a run of a deployment in this process; what workers start")
    .argument("[id]", "the run's id (default: SLUICE__FLOW_RUN_ID or PREFECT__FLOW_RUN_ID)")
    .action(async (id: string | undefined) => {
      const { executeFlowRun } = await import("./flow-run/execute-flow-run.ts");
      await executeFlowRun(id);
    });

  group
    .command("cancel")
    .description("ask for the end of a flow run")
    .argument("<run>", run)
    .action(async (text: string) => {
      const { cancelFlowRun } = await import("./flow-run/cancel-flow-run.ts");
      await cancelFlowRun(text);
    });

  group
    .command("delete")
    .description("delete a flow run with its task runs and logs")
    .argument("<run>", run)
    .option("-y, --yes", "do not ask first")
    .action(async (text: string, options: { yes?: boolean }) => {
      const { deleteFlowRun } = await import("./flow-run/delete-flow-run.ts");
      await deleteFlowRun(text, options);
    });
}

export function withLogOptions(command: Command): Command {
  return withOutput(command)
    .option("-h, --head [count]", "the first lines; 20 without a number", parseCount)
    .option("-t, --tail [count]", "the last lines; 20 without a number", parseCount)
    .option("-r, --reverse", "the last line first")
    .option("--level <level>", "only lines of this level and above: debug, info, warning, error, critical")
    .option("-f, --follow", "go on with new lines until the run has ended")
    .helpOption("--help", "display help for command");
}
