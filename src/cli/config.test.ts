import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorkplace, type Workplace } from "../../test/support/command-line.ts";

let workplace: Workplace;

beforeAll(async () => {
  workplace = await makeWorkplace();
});

afterAll(async () => {
  await workplace[Symbol.asyncDispose]();
});

async function output(args: string[], env?: Record<string, string>): Promise<string> {
  const { code, stdout, stderr } = await workplace.sluice(args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout;
}

test("a setting is kept in the profile, explained with what overrules it, and taken out again", async () => {
  expect(await output(["config", "set", "tasks.default_retries=3", "api.key=sl_secret"])).toContain(
    "tasks.default_retries is set in profile default.",
  );
  const explained = await output(["config", "explain", "tasks.default_retries"], {
    PREFECT_TASKS_DEFAULT_RETRIES: "5",
  });
  expect(explained).toMatch(/^Value +5$/m);
  expect(explained).toMatch(/^Overruled +3, from tasks.default_retries in profile default$/m);
  const view = await output(["config", "view"]);
  expect(view).toContain("********");
  expect(view).not.toContain("sl_secret");
  await output(["config", "unset", "SLUICE_TASKS_DEFAULT_RETRIES"]);
  expect(await output(["config", "explain", "tasks.default_retries"])).toMatch(/^From +default$/m);
  await output(["config", "unset", "api.key"]);
});

test("a name that is no setting and a value that does not fit are refused, and nothing is written", async () => {
  const before = await readFile(join(workplace.home, "profiles.toml"), "utf8").catch(() => "");
  const refused = await workplace.sluice(["config", "set", "tasks.default_retries=1", "logging.level=loud"]);
  expect(refused).toMatchObject({ code: 1, stdout: "" });
  expect(refused.stderr).toContain("one of DEBUG, INFO");
  expect((await workplace.sluice(["config", "set", "task.retries=1"])).stderr).toContain("There is no setting");
  expect(await readFile(join(workplace.home, "profiles.toml"), "utf8").catch(() => "")).toBe(before);
});

test("profiles are made, used, chosen for one command, and deleted", async () => {
  await output(["profile", "create", "work"]);
  await output(["--profile", "work", "config", "set", "api.url=http://127.0.0.1:9/api"]);
  const reached = await workplace.sluice(["--profile", "work", "flow-run", "ls"]);
  expect(reached.stderr).toContain("(from api.url in profile work)");
  await output(["profile", "use", "work"]);
  expect(await output(["profile", "ls"])).toContain("* work");
  expect(await output(["profile", "inspect"])).toContain("http://127.0.0.1:9/api");
  await output(["profile", "delete", "work", "--yes"]);
  expect((await workplace.sluice(["--profile", "work", "config", "view"])).stderr).toContain("no profile");
});
