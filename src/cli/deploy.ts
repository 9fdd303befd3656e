import type { Command } from "commander";
import type { DeployProjectOptions } from "./deploy/deploy-project-file.ts";
import { collect } from "./options.ts";

export function addDeployCommand(program: Command): void {
  program
    .command("deploy")
    .description("deploy what sluice.yaml (or prefect.yaml) says")
    .argument("[entrypoint]", "only the deployments of this flow: flows/crawl.ts:crawl")
    .option("-n, --name <name>", "only this one, or flow/name; * stands for any text; may be repeated", collect)
    .option("--all", "every deployment of the file")
    .option("--prune", "with --all: delete the deployments of the same flows that the file has no more")
    .option("--prefect-file <file>", "the file (default: sluice.yaml or prefect.yaml)")
    .option("--no-prompt", "ask nothing")
    .action(async (entrypoint: string | undefined, options: DeployProjectOptions) => {
      const { deployProjectFile } = await import("./deploy/deploy-project-file.ts");
      await deployProjectFile(entrypoint, options);
    });
}
