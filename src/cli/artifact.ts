import type { Command } from "commander";
import type { DeleteArtifactOptions } from "./artifact/delete-artifact.ts";
import type { ListArtifactsOptions } from "./artifact/list-artifacts.ts";
import { type ListOptions, withLimit, withOutput } from "./options.ts";

export function addArtifactCommands(program: Command): void {
  const group = program.command("artifact").alias("artifacts").description("list, read and delete artifacts");

  withOutput(withLimit(group.command("ls"), 100))
    .description("list the newest artifact of each key, the latest first")
    .option("-a, --all", "every artifact: all versions of a key, and those without one")
    .action(async (options: ListArtifactsOptions) => {
      const { listArtifacts } = await import("./artifact/list-artifacts.ts");
      await listArtifacts(options);
    });

  withOutput(withLimit(group.command("inspect"), 10))
    .description("show the versions of an artifact, the latest first")
    .argument("<artifact>", "the artifact's key, or the id of one version")
    .action(async (artifact: string, options: ListOptions) => {
      const { inspectArtifact } = await import("./artifact/inspect-artifact.ts");
      await inspectArtifact(artifact, options);
    });

  group
    .command("delete")
    .description("delete all versions of an artifact, or one")
    .argument("[key]", "the artifact's key")
    .option("--id <id>", "delete the version with this id only")
    .option("-y, --yes", "do not ask first")
    .action(async (key: string | undefined, options: DeleteArtifactOptions) => {
      const { deleteArtifact } = await import("./artifact/delete-artifact.ts");
      await deleteArtifact(key, options);
    });
}
