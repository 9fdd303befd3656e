// What Prefect's own client does with deployments, schedules, work pools and workers, against our server.

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { databases } from "../support/databases.ts";
import { type InteropServer, openInteropServer } from "./support/interop-server.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";

const venv = await prefectVenv(newest);
const scripts = fileURLToPath(new URL("scripts/", import.meta.url));
const quick = { PREFECT_RUNNER_POLL_FREQUENCY: "1", PREFECT_WORKER_QUERY_SECONDS: "1" };

describe.each(databases)("a Prefect client on $name", (database) => {
  const skip = database.skip || venv === null;

  test.skipIf(skip)("serves a flow on an interval", async () => {
    await using server = await openInteropServer(database, venv!);
    await using _serving = server.start(venv!.python, [join(scripts, "serve.py")], quick);
    const runs = await completedRuns(server, 2);
    expect(runs[0]).toMatchObject({ auto_scheduled: true, parameters: { n: 21 }, created_by: { type: "SCHEDULE" } });
    const logs = { body: { logs: { flow_run_id: { any_: [runs[0]!.id] } } } };
    const messages = async () => (await server.call("POST /logs/filter", logs)).map(({ message }) => message);
    await until(server, async () => (await messages()).includes("got 42"));
    expect(await deployment(server, "served")).toMatchObject({ status: "READY", paused: false });
    const times = (await server.call("POST /flow_runs/filter", { body: {} })).map((run) => run.expected_start_time);
    expect(new Set(times).size).toBe(times.length);
  });

  test.skipIf(skip)(
    "deploys to a process pool, whose worker runs what is triggered",
    async () => {
      await using server = await openInteropServer(database, venv!);
      const folder = mkdtempSync(join(tmpdir(), "sluice-project-"));
      await using stack = new AsyncDisposableStack();
      stack.defer(() => rmSync(folder, { recursive: true, force: true }));
      cpSync(join(scripts, "project"), folder, { recursive: true });
      const prefect = commandLine(server, folder);
      await prefect("work-pool", "create", "local", "--type", "process");
      const schedule = ["--cron", "0 9 * * *", "--timezone", "America/New_York"];
      const limit = ["--concurrency-limit", "1", "--collision-strategy", "ENQUEUE"];
      const deploy = ["--no-prompt", "deploy", "etl.py:etl", "--name", "worked", "--pool", "local", "--param", "n=3"];
      await prefect(...deploy, ...schedule, ...limit);
      await prefect(...deploy, ...schedule, ...limit);
      const made = await deployment(server, "worked");
      expect(made.schedules).toMatchObject([{ schedule: { cron: "0 9 * * *", timezone: "America/New_York" } }]);
      expect(made).toMatchObject({ work_pool_name: "local", global_concurrency_limit: { limit: 1 } });
      stack.use(server.start(venv!.prefect, ["worker", "start", "--pool", "local", "--name", "w"], quick));
      await prefect("deployment", "run", "etl/worked", "--param", "n=4");
      await prefect("deployment", "run", "etl/worked");
      const runs = await completedRuns(server, 2);
      expect(runs.map(({ parameters }) => parameters)).toEqual([{ n: 4 }, { n: 3 }]);
      expect(runs[0]).toMatchObject({ work_pool_name: "local", labels: { "prefect.worker.name": "w" } });
      expect(await pool(server)).toMatchObject({ status: "READY" });
    },
    240_000,
  );

  test.skipIf(skip)(
    "lists, inspects, pauses and deletes by its command line",
    async () => {
      await using server = await openInteropServer(database, venv!);
      const prefect = commandLine(server);
      await server.call("POST /work_pools/", { body: { name: "local", type: "process" } });
      const { id: flow_id } = await server.call("POST /flows/", { body: { name: "etl" } });
      const schedules = [{ schedule: { cron: "0 9 * * *", timezone: "UTC", day_or: true } }];
      const body = { name: "worked", flow_id, work_pool_name: "local", schedules };
      const made = await server.call("POST /deployments/", { body });
      expect(await prefect("deployment", "ls")).toContain("etl/worked");
      expect(await prefect("deployment", "inspect", "etl/worked")).toContain("'enforce_parameter_schema': True");
      expect(await prefect("deployment", "schedule", "ls", "etl/worked")).toContain("0 9 * * *");
      expect(await prefect("work-pool", "ls")).toContain("local");
      await prefect("work-queue", "create", "urgent", "--pool", "local", "--priority", "1");
      expect(await prefect("work-queue", "ls", "--pool", "local")).toContain("urgent");
      await prefect("work-pool", "pause", "local");
      expect(await pool(server)).toMatchObject({ status: "PAUSED" });
      await prefect("deployment", "schedule", "pause", "etl/worked", made.schedules[0]!.id);
      expect((await deployment(server, "worked")).schedules).toMatchObject([{ active: false }]);
      await prefect("deployment", "delete", "etl/worked");
      expect(await server.call("POST /deployments/count", { body: {} })).toBe(0);
    },
    240_000,
  );
});

function commandLine(server: InteropServer, cwd?: string) {
  return async (...args: string[]) => {
    const ended = await server.prefect(args, { env: quick, ...(cwd === undefined ? {} : { cwd }) });
    if (ended.code !== 0) throw new Error(`prefect ${args.join(" ")}: ${ended.stdout}${ended.stderr}`);
    return ended.stdout;
  };
}

function pool(server: InteropServer) {
  return server.call("GET /work_pools/{name}", { params: { name: "local" } });
}

function deployment(server: InteropServer, name: string) {
  return server.call("GET /deployments/name/{flow_name}/{deployment_name}", {
    params: { flow_name: "etl", deployment_name: name },
  });
}

/** The first runs that are completed, after there are so many. */
async function completedRuns(server: InteropServer, count: number) {
  const flow_runs = { state: { type: { any_: ["COMPLETED" as const] } } };
  const body = { sort: "EXPECTED_START_TIME_ASC" as const, flow_runs };
  const completed = () => server.call("POST /flow_runs/filter", { body });
  await until(server, async () => (await completed()).length >= count);
  return completed();
}

/** Resolves when something is so; it is looked at after every commit. */
async function until({ store }: InteropServer, isSo: () => Promise<boolean>): Promise<void> {
  let committed = Promise.withResolvers<void>();
  const stop = store.onCommit(() => committed.resolve());
  try {
    while (!(await isSo())) {
      await committed.promise;
      committed = Promise.withResolvers<void>();
    }
  } finally {
    stop();
  }
}
