import { type Command, InvalidArgumentError } from "commander";
import type { LimitOptions } from "./global-concurrency-limit/write-limit.ts";
import { type ListOptions, type OutputOptions, parseCount, withLimit, withOutput } from "./options.ts";

export function addGlobalConcurrencyLimitCommands(program: Command): void {
  const group = program
    .command("global-concurrency-limit")
    .alias("gcl")
    .description("the limits that concurrency() and rateLimit() go by");

  withOutput(withLimit(group.command("ls"), 100))
    .description("list limits by name")
    .action(async (options: ListOptions) => {
      const { listLimits } = await import("./global-concurrency-limit/read-limit.ts");
      await listLimits(options);
    });

  withOutput(group.command("inspect"))
    .description("show a limit: its slots, and how many are in use")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions) => {
      const { inspectLimit } = await import("./global-concurrency-limit/read-limit.ts");
      await inspectLimit(name, options);
    });

  withLimitFields(group.command("create").description("create a limit"))
    .requiredOption("-l, --limit <slots>", "how many slots it has", parseCount)
    .action(async (name: string, options: LimitOptions & { limit: number }) => {
      const { createLimit } = await import("./global-concurrency-limit/write-limit.ts");
      await createLimit(name, options);
    });

  withLimitFields(group.command("update").description("change a limit"))
    .option("-l, --limit <slots>", "how many slots it has", parseCount)
    .action(async (name: string, options: LimitOptions) => {
      const { updateLimit } = await import("./global-concurrency-limit/write-limit.ts");
      await updateLimit(name, options);
    });

  for (const verb of ["enable", "disable"] as const) {
    group
      .command(verb)
      .description(verb === "enable" ? "let a limit hold work back again" : "let a limit hold nothing back for now")
      .argument("<name>")
      .action(async (name: string) => {
        const { switchLimit } = await import("./global-concurrency-limit/write-limit.ts");
        await switchLimit(name, verb);
      });
  }

  group
    .command("delete")
    .description("delete a limit: what it held back goes on")
    .argument("<name>")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: { yes?: true }) => {
      const { deleteLimit } = await import("./global-concurrency-limit/write-limit.ts");
      await deleteLimit(name, options);
    });
}

function withLimitFields(command: Command): Command {
  return command
    .argument("<name>")
    .option("--slot-decay-per-second <rate>", "slots that come free by themselves, for rateLimit()", parseRate)
    .option("--disable", "it holds nothing back yet");
}

function parseRate(text: string): number {
  const rate = Number(text);
  if (rate >= 0) return rate;
  throw new InvalidArgumentError("It must be a number of at least 0.");
}
