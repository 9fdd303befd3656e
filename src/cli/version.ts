import type { Command } from "commander";
import { type OutputOptions, withOutput } from "./options.ts";

export function addVersionCommand(program: Command): void {
  withOutput(program.command("version"))
    .description("print the versions of Sluice and of what it runs on, and where its database is")
    .action(async (options: OutputOptions) => {
      const { printVersion } = await import("./version/print-version.ts");
      printVersion(options);
    });
}
