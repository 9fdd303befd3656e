import type { Command } from "commander";
import { type ListOptions, type OutputOptions, withLimit, withOutput } from "./options.ts";

export function addConcurrencyLimitCommands(program: Command): void {
  const group = program.command("concurrency-limit").description("how many task runs with a tag may run at once");

  withOutput(withLimit(group.command("ls"), 100))
    .description("list the limits by tag")
    .action(async (options: ListOptions) => {
      const { listTagLimits } = await import("./concurrency-limit/tag-limits.ts");
      await listTagLimits(options);
    });

  withOutput(group.command("inspect"))
    .description("show the limit of a tag, and the task runs that hold its slots")
    .argument("<tag>")
    .action(async (tag: string, options: OutputOptions) => {
      const { inspectTagLimit } = await import("./concurrency-limit/tag-limits.ts");
      await inspectTagLimit(tag, options);
    });

  group
    .command("create")
    .description("limit the task runs with a tag; 0 lets none run")
    .argument("<tag>")
    .argument("<limit>")
    .action(async (tag: string, limit: string) => {
      const { createTagLimit } = await import("./concurrency-limit/tag-limits.ts");
      await createTagLimit(tag, limit);
    });

  group
    .command("reset")
    .description("free the slots of a tag's limit")
    .argument("<tag>")
    .action(async (tag: string) => {
      const { resetTagLimit } = await import("./concurrency-limit/tag-limits.ts");
      await resetTagLimit(tag);
    });

  group
    .command("delete")
    .description("delete the limit of a tag")
    .argument("<tag>")
    .option("-y, --yes", "do not ask first")
    .action(async (tag: string, options: { yes?: true }) => {
      const { deleteTagLimit } = await import("./concurrency-limit/tag-limits.ts");
      await deleteTagLimit(tag, options);
    });
}
