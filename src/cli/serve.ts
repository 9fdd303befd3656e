import type { Command } from "commander";
import type { ServeFlowOptions } from "./serve/serve-flow.ts";
import { collect, parseCount } from "./options.ts";

export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("deploy a flow, and execute its runs from this process until it is stopped")
    .argument("<entrypoint>", "a file and a flow in it: flows/crawl.ts:crawl")
    .option("-n, --name <name>", "of the deployment (default: the flow's)")
    .option("--description <text>", "what it is for")
    .option("-v, --version <version>", "of the deployment (default: the flow's)")
    .option("-t, --tag <tag>", "may be repeated", collect)
    .option("-c, --cron <expression>", "a schedule; may be repeated", collect)
    .option("--interval <seconds>", "a schedule: every so many seconds", parseCount)
    .option("--rrule <rule>", "a schedule: an iCalendar rule")
    .option("--timezone <name>", "of the schedules, as Europe/Berlin")
    .option("-p, --param <name=value>", "a default for a parameter, as JSON or text; may be repeated", collect)
    .option("--concurrency-limit <count>", "how many runs of it may be running at once", parseCount)
    .option("--limit <count>", "how many runs this process executes at once", parseCount)
    .option("--no-pause-on-shutdown", "leave it as it is when this process stops")
    .option("--no-warm", "start each process when its run is due")
    .option("--webserver", "serve the status of this process on port 8080")
    .action(async (entrypoint: string, options: ServeFlowOptions) => {
      const { serveFlow } = await import("./serve/serve-flow.ts");
      await serveFlow(entrypoint, options);
    });
}
