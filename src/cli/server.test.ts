import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkplace, type RunningServer, type Workplace } from "../../test/support/command-line.ts";

const sums = fileURLToPath(new URL("./fixtures/sums.ts", import.meta.url));
const manyFlows = fileURLToPath(new URL("./fixtures/many-flows.ts", import.meta.url));
const json = ["--output", "json"];
const jsonBody = { "content-type": "application/json" };

describe("a server", () => {
  let workplace: Workplace;
  let server: RunningServer;

  beforeAll(async () => {
    workplace = await makeWorkplace();
    server = await workplace.serve();
  });

  afterAll(async () => {
    await workplace[Symbol.asyncDispose]();
  });

  test("a script that reports to it leaves the same records as one without a server", async () => {
    await using alone = await makeWorkplace();
    expect(await alone.node([sums])).toMatchObject({ code: 0, stdout: "6\n" });
    const remote = { SLUICE_API_URL: server.api };
    await using elsewhere = await makeWorkplace(); // its own home stays empty
    expect(await elsewhere.node([sums], remote)).toMatchObject({ code: 0, stdout: "6\n" });
    const embedded = await recordsOf(alone);
    expect(embedded.tasks).toHaveLength(3);
    expect(await recordsOf(elsewhere, remote)).toEqual(embedded);
    expect((await elsewhere.sluice(["flow-run", "ls"])).stdout).toBe("");
  });

  test("PREFECT_API_URL reaches it, too", async () => {
    const { stdout } = await workplace.sluice(["api", "GET", "/admin/version"], { PREFECT_API_URL: server.api });
    expect(stdout).toBe('"3.8.8"\n');
  });

  test("status says that it is ready, and tells the UI where the API is", async () => {
    const status = await workplace.sluice(["server", "status", ...json], { SLUICE_API_URL: server.api });
    expect(JSON.parse(status.stdout)).toEqual({ url: server.api, answers: true, ready: true });
    expect(await (await fetch(`${server.url}/ui-settings`)).json()).toMatchObject({ api_url: server.api, auth: null });
  });

  test("a port in use is one line that names it and the way out", async () => {
    const { port } = new URL(server.url);
    const { code, stderr } = await workplace.sluice(["server", "start", "--port", port]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `error: Port ${port} on 127.0.0.1 is in use: end what listens there, or take another with --port ${Number(port) + 1}.\n`,
    );
  });

  test("a public address is refused without credentials, in one line", async () => {
    const { code, stderr } = await workplace.sluice(["server", "start", "--host", "0.0.0.0", "--port", "0"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: 0\.0\.0\.0 can be reached .* --allow-public\.\n$/);
  });

  test("an address where nothing answers fails at once, and says which variable names it", async () => {
    const began = performance.now();
    const { code, stderr } = await workplace.sluice(["flow-run", "ls"], { SLUICE_API_URL: "http://127.0.0.1:9/api" });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^error: No server answers at http:\/\/127\.0\.0\.1:9\/api \(from SLUICE_API_URL\)\. Start one .*\n$/,
    );
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  test("an address without /api is told from a server that is away", async () => {
    const { stderr } = await workplace.sluice(["flow-run", "ls"], { SLUICE_API_URL: server.url });
    expect(stderr).toContain("ends in /api");
  });
});

test("a server with credentials lets nobody at the API without them, and the UI's files stay open", async () => {
  await using workplace = await makeWorkplace();
  const server = await workplace.serve([], { SLUICE_SERVER_API_AUTH_STRING: "ada:lovelace" });
  expect((await fetch(`${server.api}/health`)).status).toBe(200);
  expect((await fetch(`${server.api}/flow_runs/filter`, { method: "POST" })).status).toBe(401);
  expect(await (await fetch(`${server.url}/ui-settings`)).json()).toMatchObject({ auth: "BASIC" });
  const refused = await workplace.sluice(["flow-run", "ls"], { SLUICE_API_URL: server.api });
  expect(refused.stderr).toContain("SLUICE_API_AUTH_STRING");
  const env = { SLUICE_API_URL: server.api, SLUICE_API_AUTH_STRING: "ada:lovelace" };
  expect(await workplace.node([sums], env)).toMatchObject({ code: 0, stdout: "6\n" });
});

test.for(["SIGINT", "SIGTERM"] as const)("%s stops a server in order, within seconds", async (signal) => {
  await using workplace = await makeWorkplace();
  const server = await workplace.serve();
  expect((await fetch(`${server.api}/health`)).ok).toBe(true); // a connection that is kept alive holds nothing up
  const began = performance.now();
  const ended = await server.stop(signal);
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(ended.stderr).toContain(`${signal}: stopping`);
  expect(performance.now() - began).toBeLessThan(9_000);
});

test("a second signal stops a server at once, whatever is under way", async () => {
  await using workplace = await makeWorkplace();
  const server = await workplace.serve();
  const { hostname, port } = new URL(server.url);
  const client = connect(Number(port), hostname).on("error", () => {}); // it will be cut
  client.write(
    "POST /api/flow_runs/filter HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n",
  ); // the body never comes
  expect((await fetch(`${server.api}/health`)).ok).toBe(true); // so the first request has arrived
  await server.signal("SIGTERM", "SIGTERM: stopping");
  expect(await server.stop("SIGTERM")).toMatchObject({ code: 143 });
  client.destroy();
});

test(
  "eight processes of eight flows each and a server share one SQLite file: nothing is lost, nothing is locked",
  { timeout: 90_000 },
  async () => {
    await using workplace = await makeWorkplace();
    const server = await workplace.serve();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => workplace.node([manyFlows, "8"])));
    for (const { code, stderr } of outcomes) {
      expect(code, stderr).toBe(0);
      expect(stderr).not.toMatch(/locked|busy/i);
    }
    const reports = outcomes.map(({ stdout }) => JSON.parse(stdout) as { results: number[]; stallMs: number });
    for (const { results } of reports) expect(results).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
    const count = async (path: string, body: object): Promise<unknown> =>
      await (
        await fetch(`${server.api}${path}`, { method: "POST", body: JSON.stringify(body), headers: jsonBody })
      ).json();
    const completed = { state: { type: { any_: ["COMPLETED"] } } };
    expect(await count("/flow_runs/count", { flow_runs: completed })).toBe(72); // and one of each process to begin with
    expect(await count("/task_runs/count", { task_runs: completed })).toBe(72 * 5);
    expect((await server.stop()).stderr).not.toMatch(/locked|failed/i);
    console.log(`longest stop of an event loop: ${Math.max(...reports.map(({ stallMs }) => stallMs)).toFixed(0)} ms`);
  },
);

/** What a script left, without what differs from run to run. */
async function recordsOf(workplace: Workplace, env: Record<string, string> = {}) {
  const list = async (...args: string[]): Promise<Record<string, unknown>[]> =>
    JSON.parse((await workplace.sluice([...args, ...json], env)).stdout);
  const [run] = await list("flow-run", "ls");
  const tasks = await list("task-run", "ls");
  const { stdout: logs } = await workplace.sluice(["flow-run", "logs", String(run?.["id"])], env);
  const artifacts = await list("artifact", "ls");
  return {
    run: pick(run!, ["flow_name", "state_type", "state_name", "parameters", "run_count", "tags"]),
    tasks: tasks
      .map((task) => pick(task, ["task_key", "dynamic_key", "state_type", "run_count", "tags", "task_inputs"]))
      .toSorted(byKey),
    logs: logs
      .split("\n")
      .map((line) => line.replace(/^[^|]*\|/, "").replace(/'[\w-]+'/g, "'…'"))
      .toSorted(),
    artifacts: artifacts.map((artifact) => pick(artifact, ["key", "type", "data"])),
  };
}

function pick(row: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, row[name]]));
}

function byKey(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return String(a["dynamic_key"]).localeCompare(String(b["dynamic_key"]));
}
