import type { Command } from "commander";

export function addVersionCommand(program: Command): void {
  program
    .command("version")
    .description("print the versions of Sluice and of what it runs on")
    .option("-o, --output <format>", "json for machines")
    .action(async (options: { output?: string }) => {
      const { versionReport } = await import("./version/version-report.ts");
      console.log(versionReport(options.output === "json"));
    });
}
