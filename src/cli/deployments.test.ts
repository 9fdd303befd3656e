import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkplace, type Outcome, type Workplace } from "../../test/support/command-line.ts";

let workplace: Workplace;

const sluice = (...args: string[]): Promise<Outcome> => workplace.sluice(args);

/** What a command prints as JSON. */
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await sluice(...args, "--output", "json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

/** What a command says when it succeeds. */
async function says(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await sluice(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

/** What a command says when it fails. */
async function fails(...args: string[]): Promise<string> {
  const { code, stderr } = await sluice(...args);
  expect(code).toBe(1);
  return stderr;
}

async function post<T>(path: string, body: object): Promise<T> {
  const { stdout } = await sluice("api", "POST", path, "--data", JSON.stringify(body));
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  workplace = await makeWorkplace();
  const { id: flow_id } = await post<{ id: string }>("/flows/", { name: "crawl" });
  const parameter_openapi_schema = { type: "object", properties: { top: { type: "integer" } } };
  const schedules = [{ slug: "daily", schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" } }];
  await post("/deployments/", {
    flow_id,
    name: "nightly",
    schedules,
    parameter_openapi_schema,
    parameters: { top: 3 },
  });
});

afterAll(async () => {
  await workplace[Symbol.asyncDispose]();
});

describe("deployment", () => {
  test("ls and inspect show it with its flow, its schedule and its parameters", async () => {
    expect(await says("deployment", "ls")).toMatch(
      /crawl\/nightly {2,}\S+ {2,}not ready {2,}0 6 \* \* \* \(Europe\/Berlin\)/,
    );
    const shown = await says("deployment", "inspect", "crawl/nightly");
    expect(shown).toMatch(/^Parameters +top = 3$/m);
    expect(await json("deployment", "inspect", "crawl/nightly")).toMatchObject({
      full_name: "crawl/nightly",
      paused: false,
    });
    expect(await json("deployment", "ls", "--flow-name", "none")).toEqual([]);
  });

  test("run creates a run with its parameters, for now or for later", async () => {
    type Run = { parameters: object; tags: string[]; name: string; expected_start_time: string };
    const options = ["-p", "top=5", "--params", '{"top": 4, "x": "y"}', "-t", "by-hand", "--flow-run-name", "mine"];
    const run = await json<Run>("deployment", "run", "crawl/nightly", ...options, "--start-in", "2h");
    expect(run).toMatchObject({ parameters: { top: 5, x: "y" }, name: "mine" });
    expect(run.tags).toContain("by-hand");
    expect(Date.parse(run.expected_start_time)).toBeGreaterThan(Date.now() + 7_000_000);
    expect(await says("deployment", "run", "crawl/nightly")).toMatch(
      /^Created flow run \S+ of crawl\/nightly, to start now\.\n/,
    );
  });

  test("runs that are to come are listed where their state is asked for, and not among the latest", async () => {
    await says("deployment", "run", "crawl/nightly", "--start-in", "1d", "--flow-run-name", "tomorrow");
    expect(await says("flow-run", "ls", "--state-type", "scheduled")).toContain("tomorrow");
    expect((await sluice("flow-run", "ls")).stdout).not.toContain("tomorrow");
  });

  test.each([
    [["run", "crawl/nightly", "-p", "top=many"], /was not created: .*top/i],
    [["run", "crawl/nightly", "-p", "top"], /"top" is no name=value/],
    [["run", "crawl/nightly", "--params", "[1]"], /takes a JSON object/],
    [["run", "crawl/nightly", "--start-in", "soon"], /no span of time/],
    [["run", "crawl/nightly", "--start-in", "1m", "--start-at", "2030-01-01"], /not both/],
    [["inspect", "nightly"], /names no deployment: give its id, or "flow name\/deployment name"/],
    [["inspect", "crawl/other"], /There is no deployment "crawl\/other"/],
    [["schedule", "create", "crawl/nightly"], /one of --cron, --interval and --rrule/],
    [["schedule", "create", "crawl/nightly", "--cron", "every day"], /was not added/],
    [["schedule", "pause", "crawl/nightly", "weekly"], /fits 0 of the schedules/],
  ])("%s is refused in one block", async (args, message) => {
    expect(await fails("deployment", ...args)).toMatch(message);
  });

  test("it is paused and resumed, and its schedules are added, paused, resumed, deleted and cleared", async () => {
    await says("deployment", "pause", "crawl/nightly");
    expect(await json("deployment", "inspect", "crawl/nightly")).toMatchObject({ paused: true });
    await says("deployment", "resume", "crawl/nightly");
    await says(
      "deployment",
      "schedule",
      "create",
      "crawl/nightly",
      "--interval",
      "90",
      "--slug",
      "often",
      "--inactive",
    );
    type Schedules = { slug: string; active: boolean }[];
    const list = () => json<Schedules>("deployment", "schedule", "ls", "crawl/nightly");
    expect((await list()).find(({ slug }) => slug === "often")).toMatchObject({ active: false });
    await says("deployment", "schedule", "resume", "crawl/nightly", "often");
    expect((await list()).find(({ slug }) => slug === "often")).toMatchObject({ active: true });
    await says("deployment", "schedule", "delete", "crawl/nightly", "often");
    expect(await list()).toHaveLength(1);
    await says("deployment", "schedule", "clear", "crawl/nightly", "--yes");
    expect(await list()).toEqual([]);
    await says("deployment", "delete", "crawl/nightly", "--yes");
    expect(await fails("deployment", "inspect", "crawl/nightly")).toContain("There is no deployment");
  });
});

describe("limits", () => {
  test("a global limit is made, shown, changed, switched off and deleted", async () => {
    await says("gcl", "create", "database", "--limit", "2");
    expect(await fails("gcl", "create", "database", "--limit", "2")).toMatch(/"database" was not created/);
    expect(await says("gcl", "ls")).toMatch(/database {2,}0 of 2/);
    await says("gcl", "update", "database", "--limit", "5", "--slot-decay-per-second", "0.5");
    await says("gcl", "disable", "database");
    const limit = { limit: 5, slot_decay_per_second: 0.5, active: false };
    expect(await json("gcl", "inspect", "database")).toMatchObject(limit);
    await says("gcl", "enable", "database");
    await says("gcl", "delete", "database", "--yes");
    expect(await fails("gcl", "inspect", "database")).toContain('There is no limit "database"');
  });

  test("the limit of a tag is made, shown, reset and deleted", async () => {
    await says("concurrency-limit", "create", "heavy", "3");
    expect(await says("concurrency-limit", "ls")).toMatch(/heavy {2,}0 of 3/);
    expect(await json("concurrency-limit", "inspect", "heavy")).toMatchObject({ concurrency_limit: 3 });
    await says("concurrency-limit", "reset", "heavy");
    await says("concurrency-limit", "delete", "heavy", "--yes");
    expect(await fails("concurrency-limit", "create", "heavy", "-1.5")).toMatch(/unknown option|whole number/);
  });
});
