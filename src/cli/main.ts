// A command group is one file in this folder: `addXCommands(program)` declares names, arguments and options, and
// each action imports what it needs when it runs. So `--help` loads commander and declarations, nothing else.

import { Command } from "commander";
import { version } from "../lib/version.ts";
import { addApiCommand } from "./api-request.ts";
import { addApiKeyCommands } from "./api-key.ts";
import { addArtifactCommands } from "./artifact.ts";
import { endWithPipe } from "./closed-pipe.ts";
import { addConcurrencyLimitCommands } from "./concurrency-limit.ts";
import { addConfigCommands } from "./config.ts";
import { addDashboardCommands } from "./dashboard.ts";
import { printFailure } from "./failure.ts";
import { addDeployCommand } from "./deploy.ts";
import { addDeploymentCommands } from "./deployment.ts";
import { addFlowCommands } from "./flow.ts";
import { addFlowRunCommands } from "./flow-run.ts";
import { addGlobalConcurrencyLimitCommands } from "./global-concurrency-limit.ts";
import { addInitCommand } from "./init.ts";
import { addProfileCommands } from "./profile.ts";
import { addRunCommand } from "./run.ts";
import { addServeCommand } from "./serve.ts";
import { addServerCommands } from "./server.ts";
import { addTaskCommands } from "./task.ts";
import { addTaskRunCommands } from "./task-run.ts";
import { addVariableCommands } from "./variable.ts";
import { addVersionCommand } from "./version.ts";
import { addWorkPoolCommands } from "./work-pool.ts";
import { addWorkQueueCommands } from "./work-queue.ts";
import { addWorkerCommands } from "./worker.ts";

/** In the order of `sluice --help`. */
const groups = [
  addInitCommand,
  addRunCommand,
  addServeCommand,
  addDeployCommand,
  addServerCommands,
  addApiKeyCommands,
  addDashboardCommands,
  addFlowCommands,
  addFlowRunCommands,
  addTaskCommands,
  addTaskRunCommands,
  addDeploymentCommands,
  addArtifactCommands,
  addWorkPoolCommands,
  addWorkQueueCommands,
  addWorkerCommands,
  addVariableCommands,
  addGlobalConcurrencyLimitCommands,
  addConcurrencyLimitCommands,
  addConfigCommands,
  addProfileCommands,
  addApiCommand,
  addVersionCommand,
];

/** Runs the command line and sets the exit code of the process; never rejects. */
export async function main(argv: string[]): Promise<void> {
  endWithPipe(process.stdout);
  try {
    await commandLine().parseAsync(argv);
  } catch (error) {
    printFailure(error);
    process.exitCode = 1;
  }
}

/** By the environment, so that programs which a command starts have it, too. */
function useProfile(program: Command): void {
  const { profile } = program.opts<{ profile?: string }>();
  if (profile !== undefined) process.env["SLUICE_PROFILE"] = profile;
}

export function commandLine(): Command {
  const program = new Command("sluice")
    .description("Workflow orchestration for TypeScript.")
    .version(version, "-v, --version", "print the version")
    .option("--profile <name>", "the settings of this profile (default: the one in use)")
    .enablePositionalOptions()
    .hook("preAction", useProfile)
    .showHelpAfterError("(--help lists the commands and options)");
  for (const addCommands of groups) addCommands(program);
  return program;
}
