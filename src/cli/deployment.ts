import type { Command } from "commander";
import type { BackfillOptions } from "./deployment/backfill-deployment.ts";
import type { RunDeploymentOptions } from "./deployment/run-deployment.ts";
import type { NewScheduleOptions } from "./deployment/schedules.ts";
import { collect, type ListOptions, type OutputOptions, parseCount, withLimit, withOutput } from "./options.ts";

const deployment = "flow name/deployment name, or an id";

export function addDeploymentCommands(program: Command): void {
  const group = program
    .command("deployment")
    .alias("deployments")
    .description("list, read, run, pause and delete deployments, and their schedules");

  withOutput(withLimit(group.command("ls"), 100))
    .description("list deployments by name")
    .option("--flow-name <name>", "only those of this flow; may be repeated", collect)
    .action(async (options: ListOptions & { flowName?: string[] }) => {
      const { listDeployments } = await import("./deployment/list-deployments.ts");
      await listDeployments(options);
    });

  withOutput(group.command("inspect"))
    .description("show a deployment: schedules, parameters, place, next and latest runs")
    .argument("<deployment>", deployment)
    .action(async (text: string, options: OutputOptions) => {
      const { inspectDeployment } = await import("./deployment/inspect-deployment.ts");
      await inspectDeployment(text, options);
    });

  withOutput(group.command("run"))
    .description("create a run of a deployment")
    .argument("<deployment>", deployment)
    .option("-p, --param <name=value>", "a parameter: JSON, or else text; may be repeated", collect)
    .option("--params <json>", "parameters as one JSON object")
    .option("--job-variable <name=value>", "a job variable; may be repeated", collect)
    .option("--start-in <duration>", "later: 90s, 15m, 2h, 1d")
    .option("--start-at <time>", "at an ISO time")
    .option("-t, --tag <tag>", "a tag more; may be repeated", collect)
    .option("--flow-run-name <name>", "the name of the run")
    .option("-w, --watch", "print its states until it ends; the exit code says how")
    .action(async (text: string, options: RunDeploymentOptions) => {
      const { runDeployment } = await import("./deployment/run-deployment.ts");
      await runDeployment(text, options);
    });

  group
    .command("backfill")
    .description("create the runs of a schedule for times that have passed; never two for one time")
    .argument("<deployment>", deployment)
    .requiredOption("--from <time>", "an ISO time")
    .requiredOption("--until <time>", "an ISO time that has passed")
    .option("--schedule <id>", "which schedule, where there are several")
    .option("--dry-run", "only print what would be created")
    .action(async (text: string, options: BackfillOptions) => {
      const { backfillDeployment } = await import("./deployment/backfill-deployment.ts");
      await backfillDeployment(text, options);
    });

  for (const verb of ["pause", "resume"] as const) {
    group
      .command(verb)
      .description(verb === "pause" ? "schedule no more runs of a deployment" : "schedule runs of a deployment again")
      .argument("<deployment>", deployment)
      .action(async (text: string) => {
        const { pauseDeployment } = await import("./deployment/pause-deployment.ts");
        await pauseDeployment(text, verb);
      });
  }

  group
    .command("delete")
    .description("delete a deployment with its scheduled runs")
    .argument("<deployment>", deployment)
    .option("-y, --yes", "do not ask first")
    .action(async (text: string, options: { yes?: true }) => {
      const { deleteDeployment } = await import("./deployment/delete-deployment.ts");
      await deleteDeployment(text, options);
    });

  withOutput(group.command("versions"))
    .description("what a deployment was after each change of its definition")
    .argument("<deployment>", deployment)
    .action(async (text: string, options: OutputOptions) => {
      const { listVersions } = await import("./deployment/versions.ts");
      await listVersions(text, options);
    });

  group
    .command("rollback")
    .description("bring back an earlier version: what runs, not when it runs")
    .argument("<deployment>", deployment)
    .argument("[number]", "of the version (default: the one before)", parseCount)
    .action(async (text: string, number: number | undefined) => {
      const { rollBack } = await import("./deployment/versions.ts");
      await rollBack(text, number);
    });

  group
    .command("diff")
    .description("what differs between two versions")
    .argument("<deployment>", deployment)
    .argument("[from]", "a version (default: the one before)", parseCount)
    .argument("[to]", "a version (default: the latest)", parseCount)
    .action(async (text: string, from: number | undefined, to: number | undefined) => {
      const { diffVersions } = await import("./deployment/versions.ts");
      await diffVersions(text, { from, to });
    });

  addScheduleCommands(group.command("schedule").description("the schedules of a deployment"));
}

function addScheduleCommands(group: Command): void {
  withOutput(group.command("ls"))
    .description("list the schedules of a deployment")
    .argument("<deployment>", deployment)
    .action(async (text: string, options: OutputOptions) => {
      const { listSchedules } = await import("./deployment/schedules.ts");
      await listSchedules(text, options);
    });

  group
    .command("create")
    .description("add a schedule; give one of --cron, --interval and --rrule")
    .argument("<deployment>", deployment)
    .option("--cron <expression>", 'for example "0 6 * * 1-5"')
    .option("--interval <seconds>", "every so many seconds", parseCount)
    .option("--rrule <rule>", "an iCalendar recurrence rule")
    .option("--anchor-date <time>", "where intervals are counted from")
    .option("--timezone <name>", "an IANA time zone")
    .option("--slug <slug>", "a name that is unique in the deployment")
    .option("--inactive", "do not start it yet")
    .option("--replace", "in the place of those that are there")
    .action(async (text: string, options: NewScheduleOptions) => {
      const { createSchedule } = await import("./deployment/schedules.ts");
      await createSchedule(text, options);
    });

  for (const verb of ["pause", "resume", "delete"] as const) {
    group
      .command(verb)
      .description(`${verb} a schedule`)
      .argument("<deployment>", deployment)
      .argument("<schedule>", "its id, the beginning of it, or its slug")
      .action(async (text: string, schedule: string) => {
        const { changeSchedule } = await import("./deployment/schedules.ts");
        await changeSchedule(text, schedule, verb);
      });
  }

  group
    .command("clear")
    .description("remove every schedule of a deployment")
    .argument("<deployment>", deployment)
    .option("-y, --yes", "do not ask first")
    .action(async (text: string, options: { yes?: true }) => {
      const { clearSchedules } = await import("./deployment/schedules.ts");
      await clearSchedules(text, options);
    });
}
