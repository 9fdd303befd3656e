import type { Command } from "commander";
import { type OutputOptions, withOutput } from "./options.ts";

export function addConfigCommands(program: Command): void {
  const group = program.command("config").description("the settings in force");
  withOutput(group.command("view"))
    .description("show which settings are in force, and what set each; secrets are masked")
    .option("--show-defaults", "also settings that nothing sets")
    .option("--show-secrets", "secrets as they are")
    .action(async (options: OutputOptions & { showDefaults?: true; showSecrets?: true }) => {
      const { viewConfig } = await import("./config/view-config.ts");
      viewConfig(options);
    });
}
