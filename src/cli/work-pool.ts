import type { Command } from "commander";
import { type ListOptions, type OutputOptions, parseSlots, withLimit, withOutput } from "./options.ts";
import type { CreatePoolOptions } from "./work-pool/create-work-pool.ts";
import type { UpdatePoolOptions } from "./work-pool/update-work-pool.ts";

export function addWorkPoolCommands(program: Command): void {
  const group = program.command("work-pool").alias("work-pools").description("make, list and change work pools");

  withOutput(group.command("create"))
    .description("make a work pool")
    .argument("<name>")
    .option("-t, --type <type>", "process, docker or kubernetes", "process")
    .option("--base-job-template <file>", "JSON; by default that of the type")
    .option("--description <text>", "what it is for")
    .option("--concurrency-limit <count>", "how many of its runs at once", parseSlots)
    .option("--paused", "start none of its runs yet")
    .option("--overwrite", "change the pool where it exists")
    .action(async (name: string, options: CreatePoolOptions) => {
      const { createWorkPool } = await import("./work-pool/create-work-pool.ts");
      await createWorkPool(name, options);
    });

  withOutput(withLimit(group.command("ls"), 100))
    .description("list work pools by name")
    .action(async (options: ListOptions) => {
      const { listWorkPools } = await import("./work-pool/list-work-pools.ts");
      await listWorkPools(options);
    });

  withOutput(group.command("inspect"))
    .description("show a work pool")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions) => {
      const { inspectWorkPool } = await import("./work-pool/inspect-work-pool.ts");
      await inspectWorkPool(name, options);
    });

  group
    .command("update")
    .description("change a work pool")
    .argument("<name>")
    .option("--base-job-template <file>", "JSON")
    .option("--description <text>", "what it is for")
    .option("--concurrency-limit <count>", "how many of its runs at once", parseSlots)
    .action(async (name: string, options: UpdatePoolOptions) => {
      const { updateWorkPool } = await import("./work-pool/update-work-pool.ts");
      await updateWorkPool(name, options);
    });

  addChange(group, "pause", { about: "start no more of its runs", change: { is_paused: true }, done: "Paused" });
  addChange(group, "resume", { about: "start its runs again", change: { is_paused: false }, done: "Resumed" });
  addChange(group, "clear-concurrency-limit", {
    about: "let any number of its runs be under way",
    change: { concurrency_limit: null },
    done: "Removed the limit of",
  });

  group
    .command("set-concurrency-limit")
    .description("let so many of its runs be under way at once")
    .argument("<name>")
    .argument("<count>", "0 for none", parseSlots)
    .action(async (name: string, count: number) => {
      const { changeWorkPool } = await import("./work-pool/update-work-pool.ts");
      await changeWorkPool(name, { concurrency_limit: count }, `Limited work pool "${name}" to ${count} runs.`);
    });

  group
    .command("delete")
    .description("delete a work pool with its queues")
    .argument("<name>")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: { yes?: true }) => {
      const { deleteWorkPool } = await import("./work-pool/delete-work-pool.ts");
      await deleteWorkPool(name, options);
    });

  group
    .command("get-default-base-job-template")
    .description("print what pools of a type are made with, to change it")
    .requiredOption("-t, --type <type>", "process, docker or kubernetes")
    .action(async ({ type }: { type: string }) => {
      const { templateOf } = await import("./work-pool/infrastructures.ts");
      console.log(JSON.stringify(templateOf(type), null, 2));
    });

  withOutput(withLimit(group.command("preview"), 20))
    .description("list the runs that are due next")
    .argument("<name>")
    .option("--hours <count>", "how far ahead", parseSlots, 1)
    .action(async (name: string, options: ListOptions & { hours: number }) => {
      const { previewWorkPool } = await import("./work-pool/preview-work-pool.ts");
      await previewWorkPool(name, options);
    });

  withOutput(group.command("slots"))
    .description("show who holds the slots of a work pool, queue by queue")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions) => {
      const { showSlots } = await import("./work-pool/show-slots.ts");
      await showSlots(name, options);
    });
}

interface Change {
  about: string;
  change: { is_paused: boolean } | { concurrency_limit: null };
  done: string;
}

function addChange(group: Command, verb: string, { about, change, done }: Change): void {
  group
    .command(verb)
    .description(about)
    .argument("<name>")
    .action(async (name: string) => {
      const { changeWorkPool } = await import("./work-pool/update-work-pool.ts");
      await changeWorkPool(name, change, `${done} work pool "${name}".`);
    });
}
