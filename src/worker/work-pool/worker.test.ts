// Workers of process pools, as their users start them, against a server that they start.

import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { makeWorkplace, type RunningProgram, type Workplace } from "../../../test/support/command-line.ts";

const fixtures = fileURLToPath(new URL("fixtures/", import.meta.url));
const limits = { timeout: 90_000 };
const quick = { SLUICE_WORKER_QUERY_SECONDS: "1", SLUICE_WORKER_HEARTBEAT_SECONDS: "1" };

interface Run {
  id: string;
  state_type: string;
  state: { message: string | null };
  labels: Record<string, unknown>;
  infrastructure_pid: string | null;
  result: unknown;
}

class Shop implements AsyncDisposable {
  readonly place: Workplace;
  readonly env: Record<string, string>;
  readonly #workers: RunningProgram[] = [];

  constructor(place: Workplace, url: string) {
    this.place = place;
    this.env = { ...quick, SLUICE_API_URL: url };
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.env["SLUICE_API_URL"]}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json().catch(() => undefined)) as T;
  }

  async deploy(flow: string, given: Record<string, unknown> = {}): Promise<string> {
    const { id: flow_id } = await this.ask<{ id: string }>("POST", "/flows/", { name: flow });
    const where = { work_pool_name: "local", path: fixtures, entrypoint: `pooled.ts:${flow}` };
    const body = { name: "pooled", flow_id, ...where, ...given };
    return (await this.ask<{ id: string }>("POST", "/deployments/", body)).id;
  }

  run(deployment: string, given: Record<string, unknown> = {}): Promise<Run> {
    return this.ask("POST", `/deployments/${deployment}/create_flow_run`, given);
  }

  async until(id: string, ...types: string[]): Promise<Run> {
    for (;;) {
      const run = await this.ask<Run>("GET", `/flow_runs/${id}`);
      if (types.includes(run.state_type)) return run;
      await sleep(100);
    }
  }

  async messages(id: string): Promise<string[]> {
    const logs = { flow_run_id: { any_: [id] } };
    return (await this.ask<{ message: string }[]>("POST", "/logs/filter", { logs })).map(({ message }) => message);
  }

  async work(args: readonly string[] = [], env: Record<string, string> = {}): Promise<RunningProgram> {
    const all = ["worker", "start", "--pool", "local", "--name", "w", ...args];
    const worker = this.place.start("sluice", all, { ...this.env, ...env });
    this.#workers.push(worker);
    await worker.saying("Ctrl+C stops");
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const worker of this.#workers) worker.child.kill("SIGKILL");
    await this.place[Symbol.asyncDispose]();
  }
}

async function openShop(): Promise<Shop> {
  const place = await makeWorkplace();
  const shop = new Shop(place, (await place.serve()).api);
  const made = await place.sluice(["work-pool", "create", "local", "--type", "process"], shop.env);
  expect(made.code, made.stderr).toBe(0);
  return shop;
}

test(
  "a worker executes due runs with the variables of pool, deployment and run, and stops at a signal",
  limits,
  async () => {
    await using shop = await openShop();
    const worker = await shop.work();
    const deployment = await shop.deploy("greet", { job_variables: { env: { GREETING: "hello", OTHER: "x" } } });
    const { id } = await shop.run(deployment, {
      parameters: { name: "you" },
      job_variables: { "env.GREETING": "bye" },
    });
    const run = await shop.until(id, "COMPLETED", "CRASHED", "FAILED");
    expect(run, JSON.stringify(run.state)).toMatchObject({
      state_type: "COMPLETED",
      labels: { "prefect.worker.name": "w", "prefect.worker.type": "process", "prefect.work-pool.name": "local" },
    });
    const listed = await shop.place.sluice(["worker", "ls", "--pool", "local", "--output", "json"], shop.env);
    expect(JSON.parse(listed.stdout)).toMatchObject([{ name: "w", status: "ONLINE" }]);
    worker.child.kill("SIGTERM");
    expect(await worker.ended()).toMatchObject({ code: 0 });
  },
);

test("a process that ends without a word is a crash that says how", limits, async () => {
  await using shop = await openShop();
  await shop.work();
  const { id } = await shop.run(await shop.deploy("die"));
  expect((await shop.until(id, "CRASHED")).state.message).toContain("exit code 3");
});

test("a command of a job is started as it is, and what its exit code means is told", limits, async () => {
  await using shop = await openShop();
  await shop.work();
  const missing = await shop.deploy("greet", { job_variables: { command: "sh -c 'exit 127'" } });
  const { id } = await shop.run(missing);
  const run = await shop.until(id, "CRASHED");
  expect(run.state.message).toContain("exit code 127: its command was not found");
  expect(run.infrastructure_pid).toMatch(/:\d+$/);
});

test("a command that is not there is a failed submission with its reason", limits, async () => {
  await using shop = await openShop();
  await shop.work();
  const { id } = await shop.run(await shop.deploy("greet", { job_variables: { command: "no-such-program" } }));
  expect((await shop.until(id, "CRASHED")).state.message).toMatch(/^Failed to submit .*no-such-program/);
});

test("a job that names a block that is not there is a failed submission with its reason", limits, async () => {
  await using shop = await openShop();
  await shop.work();
  const env = { GREETING: "{{ prefect.blocks.secret.none }}" };
  const { id } = await shop.run(await shop.deploy("greet", { job_variables: { env } }));
  expect((await shop.until(id, "CRASHED")).state.message).toContain('block "secret/none"');
});

test("cancelling ends a process of a flow and a process of a command", limits, async () => {
  await using shop = await openShop();
  await shop.work();
  const flow = await shop.run(await shop.deploy("linger"));
  const command = await shop.run(await shop.deploy("greet", { job_variables: { command: "sleep 600" } }));
  await shop.until(flow.id, "RUNNING");
  while ((await shop.until(command.id, "PENDING")).infrastructure_pid === null) await sleep(100);
  for (const { id } of [flow, command]) {
    await shop.ask("POST", `/flow_runs/${id}/set_state`, { state: { type: "CANCELLING" } });
    expect(await shop.until(id, "CANCELLED")).toMatchObject({ state_type: "CANCELLED" });
  }
});

test("a Python run is not claimed where there is no prefect, and its logs say why", limits, async () => {
  await using shop = await openShop();
  const worker = await shop.work([], { PATH: "/nowhere" });
  const { id } = await shop.run(await shop.deploy("etl", { entrypoint: "etl.py:etl" }));
  await worker.saying('no "prefect" on the PATH');
  while ((await shop.messages(id)).length === 0) await sleep(100);
  expect((await shop.messages(id))[0]).toContain("Not claimed by worker w");
  expect(await shop.until(id, "SCHEDULED")).toMatchObject({ infrastructure_pid: null });
});

test("--run-once executes what is due and ends; a missing pool of a type is made", limits, async () => {
  await using shop = await openShop();
  const deployment = await shop.deploy("greet", { job_variables: { env: { GREETING: "hello" } } });
  const { id } = await shop.run(deployment, { parameters: { name: "you" } });
  const once = await shop.place.sluice(["worker", "start", "--pool", "local", "--run-once"], shop.env);
  expect(once.code, once.stderr).toBe(0);
  await shop.until(id, "COMPLETED");
  const args = ["worker", "start", "--pool", "made", "--type", "process", "--run-once"];
  expect((await shop.place.sluice(args, shop.env)).code).toBe(0);
  expect(await shop.ask("GET", "/work_pools/made")).toMatchObject({ type: "process" });
  const unknown = await shop.place.sluice(["worker", "start", "--pool", "none", "--run-once"], shop.env);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("--type") as unknown });
});

test("two workers of one name execute each run once", limits, async () => {
  await using shop = await openShop();
  await Promise.all([shop.work(), shop.work()]);
  const deployment = await shop.deploy("greet", { job_variables: { env: { GREETING: "hello" } } });
  const runs = await Promise.all(
    [1, 2, 3, 4].map((name) => shop.run(deployment, { parameters: { name: String(name) } })),
  );
  for (const { id } of runs) {
    expect(await shop.until(id, "COMPLETED", "CRASHED", "FAILED")).toMatchObject({
      state_type: "COMPLETED",
      run_count: 1,
    });
  }
});
