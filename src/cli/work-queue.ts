import type { Command } from "commander";
import { type ListOptions, type OutputOptions, parseCount, parseSlots, withLimit, withOutput } from "./options.ts";
import type { CreateQueueOptions } from "./work-queue/create-work-queue.ts";

interface InPool {
  pool: string;
}

export function addWorkQueueCommands(program: Command): void {
  const group = program
    .command("work-queue")
    .alias("work-queues")
    .description("make, list and change queues of a pool");

  withOutput(inPool(group.command("create")))
    .description("add a queue to a pool")
    .argument("<name>")
    .option("--priority <number>", "1 goes first (default: the first that is free)", parseCount)
    .option("-l, --limit <count>", "how many of its runs at once", parseSlots)
    .option("--description <text>", "what it is for")
    .action(async (name: string, options: CreateQueueOptions) => {
      const { createWorkQueue } = await import("./work-queue/create-work-queue.ts");
      await createWorkQueue(name, options);
    });

  withOutput(withLimit(inPool(group.command("ls")), 100))
    .description("list the queues of a pool by priority")
    .action(async (options: ListOptions & InPool) => {
      const { listWorkQueues } = await import("./work-queue/list-work-queues.ts");
      await listWorkQueues(options);
    });

  withOutput(inPool(group.command("inspect")))
    .description("show a queue")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions & InPool) => {
      const { inspectWorkQueue } = await import("./work-queue/inspect-work-queue.ts");
      await inspectWorkQueue(name, options);
    });

  addChange(group, "pause", { about: "start no more of its runs", change: { is_paused: true }, done: "Paused" });
  addChange(group, "resume", { about: "start its runs again", change: { is_paused: false }, done: "Resumed" });
  addChange(group, "clear-concurrency-limit", {
    about: "let any number of its runs be under way",
    change: { concurrency_limit: null },
    done: "Removed the limit of",
  });

  inPool(group.command("set-concurrency-limit"))
    .description("let so many of its runs be under way at once")
    .argument("<name>")
    .argument("<count>", "0 for none", parseSlots)
    .action(async (name: string, count: number, { pool }: InPool) => {
      const { changeWorkQueue } = await import("./work-queue/change-work-queue.ts");
      await changeWorkQueue(
        { pool, name },
        { concurrency_limit: count },
        `Limited work queue "${name}" to ${count} runs.`,
      );
    });

  inPool(group.command("delete"))
    .description("delete a queue")
    .argument("<name>")
    .option("-y, --yes", "do not ask first")
    .action(async (name: string, options: InPool & { yes?: true }) => {
      const { deleteWorkQueue } = await import("./work-queue/change-work-queue.ts");
      await deleteWorkQueue(name, options);
    });

  withOutput(inPool(group.command("slots")))
    .description("show who holds the slots of a queue")
    .argument("<name>")
    .action(async (name: string, options: OutputOptions & InPool) => {
      const { showQueueSlots } = await import("./work-queue/show-queue-slots.ts");
      await showQueueSlots(name, options);
    });
}

function inPool(command: Command): Command {
  return command.requiredOption("-p, --pool <name>", "the work pool");
}

interface Change {
  about: string;
  change: { is_paused: boolean } | { concurrency_limit: null };
  done: string;
}

function addChange(group: Command, verb: string, { about, change, done }: Change): void {
  inPool(group.command(verb))
    .description(about)
    .argument("<name>")
    .action(async (name: string, { pool }: InPool) => {
      const { changeWorkQueue } = await import("./work-queue/change-work-queue.ts");
      await changeWorkQueue({ pool, name }, change, `${done} work queue "${name}".`);
    });
}
