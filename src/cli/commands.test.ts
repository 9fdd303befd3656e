import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeWorkplace, type Workplace } from "../../test/support/command-line.ts";

const sums = fileURLToPath(new URL("./fixtures/sums.ts", import.meta.url));
let workplace: Workplace;
let run: { id: string; name: string };

/** What a command prints as JSON. */
async function json<T>(...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await workplace.sluice([...args, "--output", "json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

beforeAll(async () => {
  workplace = await makeWorkplace();
  await workplace.node([sums]);
  [run] = await json<[{ id: string; name: string }]>("flow-run", "ls");
});

afterAll(async () => {
  await workplace[Symbol.asyncDispose]();
});

describe("flow-run", () => {
  test("ls prints aligned text in a pipe, and nothing on stdout where nothing matches", async () => {
    const { stdout } = await workplace.sluice(["flow-run", "ls"]);
    const [head, first] = stdout.split("\n");
    expect(head).toMatch(/^ID {2,}FLOW {2,}NAME {2,}STATE {2,}WHEN$/);
    expect(first).toContain(`${run.id}  sums  ${run.name}  Completed`);
    const none = await workplace.sluice(["flow-run", "ls", "--state-type", "failed"]);
    expect(none).toMatchObject({ code: 0, stdout: "" });
    expect(none.stderr).toContain(`No flow runs in ${workplace.home}`);
  });

  test("inspect shows state, parameters and attempts, by id, by the beginning of the id, and by name", async () => {
    const { stdout } = await workplace.sluice(["flow-run", "inspect", run.id]);
    expect(stdout).toMatch(/^State +Completed$/m);
    expect(stdout).toContain('"upTo": 3');
    expect(stdout).toMatch(/^Attempts +1\. started .*, ended .*, process \d+ on /m);
    for (const text of [run.id.slice(0, 6), run.id.slice(0, 18), run.name]) {
      expect(await json("flow-run", "inspect", text)).toMatchObject({ id: run.id, flow_name: "sums", try: 1 });
    }
  });

  test("an id that is not there, and text that fits none, are said in one line", async () => {
    const unknown = await workplace.sluice(["flow-run", "inspect", "01a211b9-eb70-7000-a201-3ae45c892dff"]);
    expect(unknown).toMatchObject({ code: 1, stdout: "" });
    expect(unknown.stderr).toMatch(/^error: There is no flow run 01a211b9\S+ it was deleted, or never was\.\n$/);
    const unfit = await workplace.sluice(["flow-run", "logs", "nothing-like-it"]);
    expect(unfit.stderr).toMatch(/^error: There is no flow run "nothing-like-it" in .*\n$/);
  });

  test("logs print what the console printed, from all of them to the last one", async () => {
    const { stdout } = await workplace.sluice(["flow-run", "logs", run.id]);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} \| INFO {5}\| Task run 'double-\w+' - doubling 0$/m);
    expect(stdout).toContain(`| WARNING  | Flow run '${run.name}' - that was all`);
    const lines = stdout.trimEnd().split("\n");
    expect((await workplace.sluice(["flow-run", "logs", run.id, "--head", "2"])).stdout).toBe(
      `${lines.slice(0, 2).join("\n")}\n`,
    );
    expect((await workplace.sluice(["flow-run", "logs", run.id, "-t", "2"])).stdout).toBe(
      `${lines.slice(-2).join("\n")}\n`,
    );
    expect(
      (await workplace.sluice(["flow-run", "logs", run.id, "--reverse"])).stdout.trimEnd().split("\n").length,
    ).toBe(lines.length);
    expect(
      (await workplace.sluice(["flow-run", "logs", run.id, "--level", "warning"])).stdout.match(/\n/g),
    ).toHaveLength(1);
    expect((await workplace.sluice(["flow-run", "logs", run.id, "--follow"])).stdout).toBe(stdout);
  });

  test("watch prints the states of a run that has ended, and says by its exit code how", async () => {
    const { code, stdout } = await workplace.sluice(["flow-run", "watch", run.id]);
    expect(code).toBe(0);
    expect(stdout.match(/(Pending|Running|Completed)$/gm)).toEqual(["Pending", "Running", "Completed"]);
  });

  test("cancelling a run that has ended is refused with the reason", async () => {
    const { code, stderr } = await workplace.sluice(["flow-run", "cancel", run.id]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cannot be cancelled: .*Completed\.\n$/);
  });

  test("delete removes a run with its task runs", async () => {
    await workplace.node([sums]);
    const [latest] = await json<[{ id: string }]>("flow-run", "ls", "--limit", "1");
    expect(latest.id).not.toBe(run.id);
    expect(await workplace.sluice(["flow-run", "delete", latest.id])).toMatchObject({ code: 0 });
    expect(await json("task-run", "ls", "--limit", "300")).toHaveLength(3);
    expect((await workplace.sluice(["flow-run", "delete", latest.id])).stderr).toContain("There is no flow run");
  });
});

test("task-run ls, inspect and logs show the calls of one flow run", async () => {
  const tasks = await json<{ id: string; name: string }[]>("task-run", "ls", "--flow-run", run.name);
  expect(tasks).toHaveLength(3);
  const { stdout } = await workplace.sluice(["task-run", "inspect", tasks[0]!.id]);
  expect(stdout).toMatch(/^State +Completed$/m);
  expect(stdout).toMatch(/^Tags +arithmetic$/m);
  const logs = await workplace.sluice(["task-run", "logs", tasks[0]!.id]);
  expect(logs.stdout).toContain(`Task run '${tasks[0]!.name}' - doubling`);
});

test("artifact ls, inspect and delete know an artifact by its key", async () => {
  expect((await workplace.sluice(["artifact", "ls"])).stdout).toMatch(/ doubles +table /);
  const versions = await json<{ id: string; data: unknown }[]>("artifact", "inspect", "doubles");
  expect(JSON.stringify(versions[0]!.data)).toContain("4");
  expect((await workplace.sluice(["artifact", "delete", "doubles"])).stdout).toMatch(
    /^Deleted .* of artifact "doubles"\.\n$/,
  );
  expect((await workplace.sluice(["artifact", "inspect", "doubles"])).stderr).toContain(
    'There is no artifact with the key "doubles"',
  );
});

test("flow ls and inspect count the runs of a flow", async () => {
  expect(await json("flow", "ls")).toMatchObject([{ name: "sums" }]);
  expect(await json("flow", "inspect", "sums")).toMatchObject({ name: "sums", run_count: 1 });
});

test("variable set, get, inspect and unset keep a value with its numbers as they were written", async () => {
  const value = '{"big":9007199254740993,"one":1.0}';
  expect((await workplace.sluice(["variable", "set", "limits", value, "--tag", "a"])).stdout).toBe(
    'Set variable "limits".\n',
  );
  expect((await workplace.sluice(["variable", "get", "limits"])).stdout).toBe(`${value}\n`);
  expect((await workplace.sluice(["variable", "set", "limits", "2"])).stderr).toContain("--overwrite");
  await workplace.sluice(["variable", "set", "limits", "two", "--overwrite"]);
  expect(await json("variable", "inspect", "limits")).toMatchObject({ value: "two", tags: ["a"] });
  await workplace.sluice(["variable", "unset", "limits"]);
  expect((await workplace.sluice(["variable", "get", "limits"])).code).toBe(1);
});

test("api sends a request, and its exit code tells the kind of refusal", async () => {
  expect((await workplace.sluice(["api", "POST", "/flow_runs/count"])).stdout).toBe("1\n");
  const refused = await workplace.sluice(["api", "GET", "/flow_runs/nothing", "--verbose"]);
  expect(refused).toMatchObject({ code: 4 });
  expect(refused.stderr).toContain("< 404");
});

test("config view names what sets a setting, and masks secrets", async () => {
  const { stdout } = await workplace.sluice(["config", "view"], { PREFECT_API_KEY: "hidden" });
  expect(stdout).toMatch(/api\.key +\*{8} +PREFECT_API_KEY/);
  expect(stdout).not.toContain("hidden");
});

test("server database status counts what is there", async () => {
  expect(await json("server", "database", "status")).toMatchObject({ dialect: "sqlite", flow_runs: 1, task_runs: 3 });
});
