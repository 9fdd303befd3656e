import type { Command } from "commander";
import type { StartWorkerOptions } from "./worker/start-worker.ts";
import { collect, type ListOptions, parseCount, parsePort, withLimit, withOutput } from "./options.ts";

export function addWorkerCommands(program: Command): void {
  const group = program.command("worker").alias("workers").description("start workers of a work pool, and list them");

  group
    .command("start")
    .description("execute the due runs of a work pool until stopped")
    .requiredOption("-p, --pool <name>", "the work pool; it is made where it is missing")
    .option("-q, --work-queue <name>", "only runs of this queue; may be repeated", collect)
    .option("-n, --name <name>", "of the worker (default: its type and this machine's name)")
    .option("-t, --type <type>", "of the pool, where it is to be made")
    .option("-l, --limit <count>", "how many runs at once", parseCount)
    .option("--prefetch-seconds <seconds>", "how far ahead runs are looked for", parseCount)
    .option("--run-once", "execute what is due now, then end")
    .option("--with-healthcheck", "answer GET /health")
    .option("--health-host <address>", "where (default: 127.0.0.1)")
    .option("--health-port <port>", "where (default: 8080)", parsePort)
    .option("--base-job-template <file>", "JSON, for a pool that is made")
    .option("--no-create-pool-if-not-found", "fail where the pool is missing")
    .action(async (options: StartWorkerOptions) => {
      const { startPoolWorker } = await import("./worker/start-worker.ts");
      await startPoolWorker(options);
    });

  withOutput(withLimit(group.command("ls"), 100))
    .description("list the workers of a pool")
    .requiredOption("-p, --pool <name>", "the work pool")
    .action(async (options: ListOptions & { pool: string }) => {
      const { listWorkers } = await import("./worker/list-workers.ts");
      await listWorkers(options);
    });
}
