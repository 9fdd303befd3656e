import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { systemClock } from "../../src/lib/clock.ts";
import { createApp } from "../../src/server/app.ts";
import { openStore, type Store } from "../../src/server/db/store.ts";
import { listen, type Listening } from "../../src/server/listen.ts";
import { endOf, Home } from "./support/programs.ts";

const script = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url));

/** A server over HTTP that can go away and come back on its port. */
class Server implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "sluice-server-"));
  #store!: Store;
  #door: Listening | undefined;
  #port = 0;

  async comeBack(): Promise<this> {
    this.#store = await openStore({ database: join(this.#folder, "sluice.db"), clock: systemClock });
    this.#door = await listen(createApp({ store: this.#store }), { port: this.#port });
    this.#port = this.#door.port;
    return this;
  }

  async goAway(): Promise<void> {
    await this.#door?.close({ graceSeconds: 0 });
    await this.#store.close();
    this.#door = undefined;
  }

  get env(): Record<string, string> {
    return { SLUICE_API_URL: `http://127.0.0.1:${this.#port}/api` };
  }

  async runs(): Promise<{ state_name: string | null; lease_expires_at: number | null }[]> {
    return await this.#store.read((db) =>
      db.selectFrom("flow_run").select(["state_name", "lease_expires_at"]).execute(),
    );
  }

  async cancelRun(): Promise<void> {
    const { id } = await this.#store.read((db) => db.selectFrom("flow_run").select("id").executeTakeFirstOrThrow());
    const body = JSON.stringify({ state: { type: "CANCELLING" } });
    const headers = { "content-type": "application/json" };
    await fetch(`${this.env["SLUICE_API_URL"]}/flow_runs/${id}/set_state`, { method: "POST", headers, body });
  }

  async openTaskRuns(): Promise<number> {
    const open = await this.#store.read((db) =>
      db.selectFrom("task_run").select("id").where("state_type", "in", ["PENDING", "RUNNING", "SCHEDULED"]).execute(),
    );
    return open.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#door !== undefined) await this.goAway();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

test("L5: while the server is away running tasks finish and no call settles; the flow goes on when it is back", async () => {
  using home = new Home();
  await using server = await new Server().comeBack();
  const child = home.start([script("away-flow")], { env: server.env });
  const ended = endOf(child);
  await once(child.stdout!, "data"); // the first task runs
  await server.goAway();
  await expect.poll(() => home.journalLines(), { timeout: 5_000 }).toContain("body done");
  await sleep(1_500); // long enough for a call that does not wait to settle
  expect(home.journalLines()).not.toContain("settled");
  await server.comeBack();
  const { code, output } = await ended;
  expect(code, output).toBe(0);
  expect(home.journalLines()).toEqual(["body done", "settled"]);
  expect(output.match(/does not answer/g)).toHaveLength(1);
  expect(output.match(/answers again/g)).toHaveLength(1);
  expect(await server.runs()).toMatchObject([{ state_name: "Completed" }]);
});

test("L5: with a limit the flow gives up, and the next process delivers what happened", async () => {
  using home = new Home();
  await using server = await new Server().comeBack();
  const env = { ...server.env, SLUICE_CLIENT_OFFLINE_SECONDS: "0.5" };
  const child = home.start([script("away-flow")], { env });
  const ended = endOf(child);
  await once(child.stdout!, "data");
  await server.goAway();
  const { code, output } = await ended;
  expect(code).toBe(1);
  expect(output).toContain("did not answer for");
  await server.comeBack();
  expect(await server.runs()).toMatchObject([{ state_name: "Running" }]);
  expect((await home.run(script("small-flow"), { env: server.env })).code).toBe(0);
  expect((await server.runs()).map((run) => run.state_name)).toContain("Crashed");
});

test("L1: a lease is renewed while the flow's code blocks the event loop for longer than it lasts", async () => {
  using home = new Home();
  await using server = await new Server().comeBack();
  const env = { ...server.env, CHAOS_END: "block", SLUICE_RUNS_LEASE_SECONDS: "1.5" };
  const child = home.start([script("ending-flow")], { env });
  const ended = endOf(child);
  await once(child.stdout!, "data"); // it blocks for six seconds from now on
  const leases = new Set<number | null>();
  for (let look = 0; look < 9; look++) {
    await sleep(500);
    const [run] = await server.runs();
    leases.add(run!.lease_expires_at);
    expect(run!.lease_expires_at).toBeGreaterThan(systemClock.now());
  }
  expect(leases.size).toBeGreaterThan(4);
  expect((await ended).code).toBe(0);
});

test("L6: a flow whose code blocks the event loop past its timeout is TimedOut while it does, and its caller hears so afterwards", async () => {
  using home = new Home();
  await using server = await new Server().comeBack();
  const child = home.start([script("blocking-flow"), "4000", "0.5"], { env: server.env });
  const ended = endOf(child);
  await once(child.stdout!, "data"); // it blocks for four seconds from now on
  await expect.poll(async () => (await server.runs())[0]?.state_name, { timeout: 3_500 }).toBe("TimedOut");
  expect(child.exitCode).toBeNull();
  const { output } = await ended;
  expect(output).toContain("FlowRunTimeoutError: Flow run exceeded timeout of 0.5 second(s)");
  expect(await server.runs()).toMatchObject([{ state_name: "TimedOut" }]);
  expect(await server.openTaskRuns()).toBe(0);
});

test("L6: a flow that is cancelled while its code blocks the event loop is recorded as Cancelled after its time to stop", async () => {
  using home = new Home();
  await using server = await new Server().comeBack();
  const env = { ...server.env, SLUICE_RUNS_LEASE_SECONDS: "1.5" };
  const child = home.start([script("blocking-flow"), "60000"], { env });
  const ended = endOf(child);
  await once(child.stdout!, "data");
  await server.cancelRun();
  await expect.poll(async () => (await server.runs())[0]?.state_name, { timeout: 20_000 }).toBe("Cancelled");
  expect(child.exitCode).toBeNull(); // somebody else's process is not killed
  expect(await server.openTaskRuns()).toBe(0);
  child.kill("SIGKILL");
  await ended;
});
