// One program that serves, on the database of its own home: no server anywhere.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeWorkplace, type Workplace } from "../../../test/support/command-line.ts";

const program = fileURLToPath(new URL("fixtures/served.ts", import.meta.url));

interface Run {
  id: string;
  state_name: string;
  parameters: Record<string, unknown>;
  labels: Record<string, unknown>;
}

async function api<T>(place: Workplace, method: string, path: string, body?: unknown): Promise<T> {
  const data = body === undefined ? [] : ["--data", JSON.stringify(body)];
  const { stdout, stderr, code } = await place.sluice(["api", method, path, ...data]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as T;
}

async function untilCompleted(place: Workplace, count: number): Promise<Run[]> {
  for (;;) {
    const runs = await api<Run[]>(place, "POST", "/flow_runs/filter", {
      flow_runs: { state: { name: { any_: ["Completed"] } } },
    });
    if (runs.length >= count) return runs;
    await sleep(100);
  }
}

test(
  "without a server, a program makes runs of its schedule, executes them, and stops at a signal",
  { timeout: 60_000 },
  async () => {
    await using place = await makeWorkplace();
    const serving = place.start("node", [program], { SERVE_INTERVAL: "1" });
    await serving.saying("Ctrl+C stops");
    const [run] = await untilCompleted(place, 2);
    expect(run!.parameters).toEqual({ name: "you" });
    serving.child.kill("SIGTERM");
    const { code, stderr } = await serving.ended();
    expect(code, stderr).toBe(0);
    const [deployment] = await api<{ paused: boolean }[]>(place, "POST", "/deployments/filter", {});
    expect(deployment!.paused).toBe(true);
  },
);

test("runs are started over its webserver, warm, and refused where they do not fit", { timeout: 60_000 }, async () => {
  await using place = await makeWorkplace();
  const serving = place.start("node", [program], { SERVE_PORT: "0" });
  await serving.saying("Status: http");
  const url = /Status: (\S+)\/status/.exec(serving.text())![1]!;
  const status = (await (await fetch(`${url}/status`)).json()) as { deployments: { id: string; name: string }[] };
  expect(status).toMatchObject({ limit: 5, running: [], deployments: [{ name: "greet/served" }] });
  const start = (body: string, id = status.deployments[0]!.id) =>
    fetch(`${url}/deployments/${id}/run`, { method: "POST", body });
  expect((await start('{"name":"Ada"}')).status).toBe(201);
  expect((await start('{"name":7}')).status).toBe(409);
  expect((await start("[1")).status).toBe(422);
  expect((await start("{}", "0199")).status).toBe(404);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  const [run] = await untilCompleted(place, 1);
  expect(run!.parameters).toEqual({ name: "Ada" });
  serving.child.kill("SIGINT");
  expect((await serving.ended()).code).toBe(0);
});

test(
  "sluice serve deploys what its options say; flow-run execute runs one by its id",
  { timeout: 60_000 },
  async () => {
    await using place = await makeWorkplace();
    const options = [
      "--name",
      "cli",
      "--cron",
      "0 2 * * *",
      "--param",
      "name=Bo",
      "--tag",
      "a",
      "--no-pause-on-shutdown",
    ];
    const serving = place.start("sluice", ["serve", `${program}:greet`, ...options]);
    await serving.saying("Ctrl+C stops");
    serving.child.kill("SIGTERM");
    await serving.ended();
    type Deployment = {
      id: string;
      name: string;
      tags: string[];
      parameters: unknown;
      schedules: { schedule: object }[];
    };
    const [deployment] = await api<Deployment[]>(place, "POST", "/deployments/filter", {});
    expect(deployment).toMatchObject({ name: "cli", tags: ["a"], parameters: { name: "Bo" }, paused: false });
    expect(deployment!.schedules).toMatchObject([{ schedule: { cron: "0 2 * * *" } }]);

    const { id } = await api<Run>(place, "POST", `/deployments/${deployment!.id}/create_flow_run`, {});
    const executed = await place.sluice(["flow-run", "execute"], { PREFECT__FLOW_RUN_ID: id });
    expect(executed.code, executed.stderr).toBe(0);
    expect(await api<Run>(place, "GET", `/flow_runs/${id}`)).toMatchObject({ state_name: "Completed" });
    const again = await place.sluice(["flow-run", "execute", id]);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("there is nothing to go on with");
    const none = await place.sluice(["flow-run", "execute"]);
    expect(none.stderr).toContain("Which flow run?");
  },
);

test("serving a flow that cannot be found says which there are", async () => {
  await using place = await makeWorkplace();
  const { code, stderr } = await place.sluice(["serve", `${join(program)}:nothing`]);
  expect(code).toBe(1);
  expect(stderr).toContain('It has: "greet"');
});
