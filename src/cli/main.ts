// A command group is one file in this folder: `addXCommands(program)` declares names, arguments and options, and
// each action imports what it needs when it runs. So `--help` loads commander and declarations, nothing else.

import { Command } from "commander";
import { version } from "../lib/version.ts";
import { printFailure } from "./failure.ts";
import { addInitCommand } from "./init.ts";
import { addRunCommand } from "./run.ts";
import { addVersionCommand } from "./version.ts";

/** In the order of `sluice --help`. */
const groups = [addInitCommand, addRunCommand, addVersionCommand];

/** Runs the command line and sets the exit code of the process; never rejects. */
export async function main(argv: string[]): Promise<void> {
  try {
    await commandLine().parseAsync(argv);
  } catch (error) {
    printFailure(error);
    process.exitCode = 1;
  }
}

export function commandLine(): Command {
  const program = new Command("sluice")
    .description("Workflow orchestration for TypeScript.")
    .version(version, "-v, --version", "print the version")
    .enablePositionalOptions()
    .showHelpAfterError("(--help lists the commands and options)");
  for (const addCommands of groups) addCommands(program);
  return program;
}
