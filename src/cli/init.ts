import type { Command } from "commander";

export function addInitCommand(program: Command): void {
  program
    .command("init")
    .description("make a project with a flow that runs")
    .argument("[directory]", "where to make it", ".")
    .action(async (directory: string) => {
      const { makeProject } = await import("./init/make-project.ts");
      console.log(await makeProject(directory));
    });
}
