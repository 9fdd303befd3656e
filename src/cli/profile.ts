import type { Command } from "commander";
import { type OutputOptions, withOutput } from "./options.ts";

export function addProfileCommands(program: Command): void {
  const group = program.command("profile").alias("profiles").description("sets of settings, of which one is in use");

  withOutput(group.command("ls"))
    .description("list the profiles; the one in use has a star")
    .action(async (options: OutputOptions) => {
      const { listProfiles } = await import("./profile/list-profiles.ts");
      listProfiles(options);
    });

  group
    .command("create")
    .description("make a profile")
    .argument("<name>")
    .option("--from <profile>", "with the settings of this one")
    .action(async (name: string, options: { from?: string }) => {
      const { createProfile } = await import("./profile/change-profiles.ts");
      createProfile(name, options);
    });

  group
    .command("use")
    .description("use a profile from now on")
    .argument("<name>")
    .action(async (name: string) => {
      const { useProfile } = await import("./profile/change-profiles.ts");
      useProfile(name);
    });

  withOutput(group.command("inspect"))
    .description("show the settings of a profile; secrets are masked")
    .argument("[name]", "default: the one in use")
    .option("--show-secrets", "secrets as they are")
    .action(async (name: string | undefined, options: OutputOptions & { showSecrets?: true }) => {
      const { inspectProfile } = await import("./profile/list-profiles.ts");
      inspectProfile(name, options);
    });

  group
    .command("delete")
    .description("delete a profile")
    .argument("<name>")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: { yes?: true }) => {
      const { deleteProfile } = await import("./profile/change-profiles.ts");
      await deleteProfile(name, options);
    });
}
