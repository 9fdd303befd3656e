import type { Command } from "commander";
import { type ListOptions, type OutputOptions, withLimit, withOutput } from "./options.ts";

export function addFlowCommands(program: Command): void {
  const group = program.command("flow").alias("flows").description("list and read flows");

  withOutput(withLimit(group.command("ls")))
    .description("list flows, the newest first")
    .action(async (options: ListOptions) => {
      const { listFlows } = await import("./flow/list-flows.ts");
      await listFlows(options);
    });

  withOutput(group.command("inspect"))
    .description("show a flow and its latest runs")
    .argument("<flow>", "the flow's name or id")
    .action(async (flow: string, options: OutputOptions) => {
      const { inspectFlow } = await import("./flow/inspect-flow.ts");
      await inspectFlow(flow, options);
    });
}
