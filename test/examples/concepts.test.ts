// Each file in examples/concepts says at its end what it prints; here it has to.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandLine, repository, Workplace } from "./run-program.ts";

const folder = join(repository, "examples/concepts");
const names = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
const fileOf = (name: string): string => join(folder, `${name}.ts`);

interface Run {
  id: string;
  name: string;
  state_type: string;
  state_name: string;
  parent_task_run_id: string | null;
}

/** The block of comments after `// Prints:`. */
function promised(name: string): string {
  const [, block = ""] = readFileSync(fileOf(name), "utf8").split("\n// Prints:\n");
  return block.replaceAll(/^\/\/ {0,3}/gm, "").trimEnd();
}

const terminal = ["COMPLETED", "FAILED", "CANCELLED", "CRASHED"];
const unready = ["NotReady"]; // a task whose upstream failed never runs

describe("the example of", () => {
  test.each(names)("%s prints what it says, and leaves no run open", async (name) => {
    using place = new Workplace();
    const { stdout, stderr, code } = await place.run(fileOf(name));
    expect(code, stderr).toBe(0);
    expect(stdout.trimEnd()).toBe(promised(name));
    const flowRuns = await place.sluice<Run[]>("flow-run", "ls", "--limit", "100");
    const taskRuns = await place.sluice<Run[]>("task-run", "ls", "--limit", "200");
    const open = [...flowRuns, ...taskRuns].filter(
      (run) => !terminal.includes(run.state_type) && !unready.includes(run.state_name),
    );
    expect(flowRuns.length + taskRuns.length).toBeGreaterThan(0);
    expect(open.map((run) => `${run.name} is ${run.state_name}`)).toEqual([]);
  });
});

describe("what an example records", () => {
  test("a subflow's run has a parent, and its failure is its own", async () => {
    using place = new Workplace();
    await place.run(fileOf("subflows"));
    const runs = await place.sluice<Run[]>("flow-run", "ls");
    const children = runs.filter((run) => run.parent_task_run_id !== null);
    expect(children.map((run) => run.state_name).sort()).toEqual(["Completed", "Completed", "Completed", "Failed"]);
    expect(runs.filter((run) => run.parent_task_run_id === null).map((run) => run.state_name)).toEqual(["Completed"]);
  });

  test("artifacts are kept by key, with the newest progress", async () => {
    using place = new Workplace();
    await place.run(fileOf("artifacts"));
    const artifacts = await place.sluice<{ key: string | null; type: string; data: unknown }[]>(
      "artifact",
      "ls",
      "--all",
    );
    const found = artifacts.map(({ key, type }) => `${type} ${key}`).sort();
    expect(found).toEqual(["image map", "markdown report", "markdown source", "progress null", "table temperatures"]);
  });

  test("lines of a run are found by the run, also what old code printed", async () => {
    using place = new Workplace();
    await place.run(fileOf("logging"));
    const [run] = await place.sluice<Run[]>("flow-run", "ls");
    const lines = await place.sluice<{ message: string; level: number }[]>("flow-run", "logs", run!.id);
    const messages = lines.map(({ message }) => message);
    expect(messages).toEqual(expect.arrayContaining(["Importing 3 rows", "{ unexpected: 3 }", "printed by old code"]));
    expect(lines.find(({ message }) => message === "{ unexpected: 3 }")?.level).toBe(30);
  });
});

test("a run that was killed with -9 goes on by its id: nobody is charged twice, and the batch keeps its name", async () => {
  using place = new Workplace();
  const journal = join(place.folder, "journal.txt");
  const killed = await place.run(fileOf("durability"), { env: { DIE: "yes" } });
  expect(killed.signal).toBe("SIGKILL");
  const [run] = await place.sluice<Run[]>("flow-run", "ls");
  expect(readFileSync(journal, "utf8")).toBe("charged ann\ncharged bob\n");

  const retried = await place.run(commandLine, { args: ["flow-run", "retry", run!.id] });
  expect(retried.code, retried.stderr).toBe(0);
  const lines = readFileSync(journal, "utf8").trim().split("\n");
  expect(lines.slice(0, 3)).toEqual(["charged ann", "charged bob", "charged cid"]);
  expect(lines[3]).toMatch(/^batch [0-9a-f-]{36} sum 9$/);
  const runs = await place.sluice<Run[]>("flow-run", "ls");
  expect(runs.map(({ id, state_name }) => [id, state_name])).toEqual([[run!.id, "Completed"]]);
});

test("the example with decorators runs by sluice run", async () => {
  using place = new Workplace();
  const file = join(repository, "examples/decorators.ts");
  const { stdout, stderr } = await place.run(commandLine, { args: ["run", file], cwd: repository });
  expect(stdout, stderr).toBe("[ 'users of berlin', 'orders of berlin' ]\n");
});
