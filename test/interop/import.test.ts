// A database that Prefect's own server has written, taken over by ours.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { importPrefect } from "../../src/server/import/import-prefect.ts";
import { openPrefectSource } from "../../src/server/import/prefect-source.ts";
import { openTestApi } from "../support/api.ts";
import { databases } from "../support/databases.ts";
import { newest, prefectVenv } from "./support/prefect-venv.ts";
import { type PrefectServer, startPrefectServer } from "./support/prefect-server.ts";

const venv = await prefectVenv(newest);
let prefect: PrefectServer;

interface Made {
  id: string;
  name: string;
}

async function fill({ post }: PrefectServer): Promise<{ run: Made; flow: Made }> {
  const flow = await post<Made>("/flows/", { name: "crawl", tags: ["etl"] });
  await post("/work_pools/", { name: "local", type: "process" });
  const deployment = await post<Made>("/deployments/", {
    name: "nightly",
    flow_id: flow.id,
    work_pool_name: "local",
    parameters: { top: 10 },
    schedules: [{ active: false, schedule: { cron: "0 3 * * *", timezone: "Europe/Berlin" } }],
  });
  const run = await post<Made>("/flow_runs/", {
    flow_id: flow.id,
    deployment_id: deployment.id,
    name: "brave-otter",
    parameters: { top: 10 },
    tags: ["prod"],
    state: { type: "PENDING" },
  });
  for (const type of ["RUNNING", "FAILED"]) {
    await post(`/flow_runs/${run.id}/set_state`, { state: { type, message: `it is ${type}` }, force: true });
  }
  const taskRun = await post<Made>("/task_runs/", {
    name: "extract-1",
    flow_run_id: run.id,
    task_key: "extract",
    dynamic_key: "1",
  });
  const timestamp = new Date().toISOString();
  await post("/logs/", [{ name: "prefect.flow_runs", level: 40, message: "no route", timestamp, flow_run_id: run.id }]);
  await post("/artifacts/", {
    key: "report",
    type: "markdown",
    data: "# Done",
    flow_run_id: run.id,
    task_run_id: taskRun.id,
  });
  await post("/variables/", { name: "limit", value: { most: 3 }, tags: ["a"] });
  await post("/v2/concurrency_limits/", { name: "database", limit: 2 });
  return { run, flow };
}

describe.skipIf(venv === null)("sluice server import", () => {
  let made: Awaited<ReturnType<typeof fill>>;
  beforeAll(async () => {
    prefect = await startPrefectServer(venv!);
    made = await fill(prefect);
  });
  afterAll(async () => await prefect?.[Symbol.asyncDispose]());

  test.each(databases.filter(({ skip }) => !skip))(
    "takes over runs, deployments, logs and variables, on $name; once more adds nothing",
    async (database) => {
      await using api = await openTestApi(database);
      const source = await openPrefectSource(prefect.database);
      const counts = await importPrefect(source, api.store, { clock: systemClock });
      expect(counts.filter(({ reason }) => reason !== null).map(({ table }) => table)).not.toContain("flow_run");
      const again = await importPrefect(source, api.store, { clock: systemClock });
      await source.close();
      expect(again.filter(({ added }) => added > 0)).toEqual([]);

      const run = await api.call("GET /flow_runs/{id:uuid}", { params: made.run });
      const theirs = await prefect.post<Record<string, unknown>[]>("/flow_runs/filter", {
        flow_runs: { id: { any_: [made.run.id] } },
      });
      for (const field of [
        "name",
        "state_type",
        "state_name",
        "state_id",
        "parameters",
        "tags",
        "expected_start_time",
      ]) {
        expect([field, run[field as keyof typeof run]]).toEqual([field, theirs[0]![field]]);
      }
      const states = await api.call("GET /flow_run_states/", { query: { flow_run_id: made.run.id } });
      expect(states.map(({ type }) => type)).toEqual(["PENDING", "RUNNING", "FAILED"]);
      const deployment = await api.call("GET /deployments/name/{flow_name}/{deployment_name}", {
        params: { flow_name: "crawl", deployment_name: "nightly" },
      });
      expect(deployment).toMatchObject({ work_pool_name: "local", schedules: [{ active: false }] });
      expect(await api.call("POST /logs/filter", { body: {} })).toMatchObject([{ message: "no route", level: 40 }]);
      expect(await api.call("GET /variables/name/{name}", { params: { name: "limit" } })).toMatchObject({
        value: { most: 3 },
      });
      expect(await api.call("GET /artifacts/{key}/latest", { params: { key: "report" } })).toMatchObject({
        data: "# Done",
      });
      expect(await api.call("POST /v2/concurrency_limits/filter", { body: {} })).toMatchObject([
        { name: "database", limit: 2 },
      ]);
      expect(await api.call("POST /task_runs/count", { body: {} })).toBe(1);
    },
  );
});

test("what is no database of Prefect's is refused with the reason", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sluice-import-"));
  const file = join(folder, "other.db");
  new DatabaseSync(file).exec("CREATE TABLE flow (id TEXT)");
  await expect(openPrefectSource(file)).rejects.toThrow("no table alembic_version");
  rmSync(folder, { recursive: true });
});
