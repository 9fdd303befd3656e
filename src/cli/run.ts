import type { Command } from "commander";

export function addRunCommand(program: Command): void {
  program
    .command("run")
    .description("run a TypeScript file, also one with decorators, enums or parameter properties")
    .argument("<file>", "the file to run, as by: node <file>")
    .argument("[arguments...]", "what the file finds in process.argv")
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (file: string, rest: string[]) => {
      const { runFile } = await import("./run/run-file.ts");
      await runFile(file, rest);
    });
}
