import type { Command } from "commander";
import { type OutputOptions, withOutput } from "./options.ts";

export function addConfigCommands(program: Command): void {
  const group = program.command("config").description("the settings in force, and how to change them");
  withOutput(group.command("view"))
    .description("show which settings are in force, and what set each; secrets are masked")
    .option("--show-defaults", "also settings that nothing sets")
    .option("--show-secrets", "secrets as they are")
    .action(async (options: OutputOptions & { showDefaults?: true; showSecrets?: true }) => {
      const { viewConfig } = await import("./config/view-config.ts");
      viewConfig(options);
    });

  withOutput(group.command("explain"))
    .description("show every place in which a setting is written, and which one wins")
    .argument("<setting>", "its name, or a variable that sets it")
    .option("--show-secrets", "secrets as they are")
    .action(async (name: string, options: OutputOptions & { showSecrets?: true }) => {
      const { explainSetting } = await import("./config/explain-setting.ts");
      explainSetting(name, options);
    });

  group
    .command("set")
    .description("write settings into the profile in use, or into the project's sluice.toml")
    .argument("<setting=value...>", "such as api.url=http://127.0.0.1:4200/api")
    .option("--project", "into sluice.toml, for everybody who works on the project")
    .action(async (assignments: string[], options: { project?: true }) => {
      const { setSettings } = await import("./config/set-settings.ts");
      setSettings(assignments, options);
    });

  group
    .command("unset")
    .description("take settings out of the profile in use, or out of the project's sluice.toml")
    .argument("<setting...>")
    .option("--project", "out of sluice.toml")
    .action(async (names: string[], options: { project?: true }) => {
      const { unsetSettings } = await import("./config/set-settings.ts");
      unsetSettings(names, options);
    });
}
