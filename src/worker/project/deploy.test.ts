// A program that deploys, and a process that executes a run of what it has deployed: from a repository, by its id.

import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeWorkplace, type Workplace } from "../../../test/support/command-line.ts";

const sluice = pathToFileURL("src/index.ts").href;
let place: Workplace;
let repository: string;

const flowFile = `import { flow } from "${sluice}";
export const greet = flow({ name: "greet" }, async (name = "you") => "Hello, " + name);
`;

async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
  const data = body === undefined ? [] : ["--data", JSON.stringify(body)];
  const { stdout, stderr, code } = await place.sluice(["api", method, path, ...data]);
  expect(code, stderr).toBe(0);
  return (stdout.trim() === "" ? undefined : JSON.parse(stdout)) as T; // a change has no answer
}

async function program(name: string, text: string) {
  const file = join(place.home, name);
  writeFileSync(file, `import { deploy, flow } from "${sluice}";\n${text}`);
  return await place.node([file]);
}

beforeAll(async () => {
  place = await makeWorkplace();
  repository = join(place.home, "repository");
  mkdirSync(repository);
  writeFileSync(join(repository, "greet.ts"), flowFile);
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: repository });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "-m", "greet");
  await api("POST", "/work_pools/", { name: "local", type: "process" });
});

afterAll(() => place[Symbol.asyncDispose]());

test("a flow from a repository is deployed, and its run fetches the code", { timeout: 60_000 }, async () => {
  const { code, stdout, stderr } = await program(
    "from-git.ts",
    `const greet = await flow.fromSource({ source: { git: "file://${repository}" }, entrypoint: "greet.ts:greet" });
     console.log(await greet.deploy({ name: "git", workPool: "local", cron: "0 2 * * *", parameters: { name: "Ada" } }));`,
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toContain("No worker of local is online");
  const id = stdout.trim();
  expect(await api("GET", `/deployments/${id}`)).toMatchObject({
    work_pool_name: "local",
    entrypoint: "greet.ts:greet",
    pull_steps: [{ "prefect.deployments.steps.git_clone": { repository: `file://${repository}` } }],
  });
  const run = await api<{ id: string }>("POST", `/deployments/${id}/create_flow_run`, {});
  const executed = await place.sluice(["flow-run", "execute", run.id]);
  expect(executed.code, executed.stderr).toBe(0);
  expect(await api("GET", `/flow_runs/${run.id}`)).toMatchObject({ state_name: "Completed" });
});

test("several flows go to one pool; a pool that is not there deploys none", { timeout: 60_000 }, async () => {
  const flows = `const a = flow({ name: "a" }, async () => 1);\nconst b = flow({ name: "b" }, async () => 2);\n`;
  const good = await program(
    "two.ts",
    `${flows}if (import.meta.main) console.log(JSON.stringify(await deploy(a.toDeployment(), b.toDeployment({ tags: ["x"] }), { workPool: "local", workQueue: "fast" })));`,
  );
  expect(good.code, good.stderr).toBe(0);
  const [, second] = JSON.parse(good.stdout) as string[];
  expect(await api("GET", `/deployments/${second}`)).toMatchObject({ work_queue_name: "fast", tags: ["x"] });
  const bad = await program(
    "no-pool.ts",
    `const c = flow({ name: "c" }, async () => 1);\nawait c.deploy({ workPool: "lokal" });`,
  );
  expect(bad.code).toBe(1);
  expect(bad.stderr).toMatch(/no work pool "lokal" \(there is: "local"\)/);
  expect(await api("POST", "/deployments/filter", { flows: { name: { any_: ["c"] } } })).toEqual([]);
});

test("sluice deploy does what the file says, keeps what it does not, and rolls back", { timeout: 90_000 }, async () => {
  writeFileSync(join(place.home, "served.ts"), flowFile.replace('"greet"', '"filed"'));
  const project = (more: string): void =>
    writeFileSync(
      join(place.home, "sluice.yaml"),
      `deployments:\n  - name: one\n    entrypoint: served.ts:greet\n    work_pool: { name: local }\n${more}`,
    );
  const bin = join(process.cwd(), "src/cli/bin.ts");
  const deployHere = () =>
    place.node([
      "-e",
      `process.chdir(${JSON.stringify(place.home)}); process.argv = ["node", "sluice", "deploy", "--all"]; await import(${JSON.stringify(bin)})`,
    ]);
  project("    tags: [first]\n    parameters: { name: Ada }\n");
  const made = await deployHere();
  expect(made.code, made.stderr).toBe(0);
  const id = /Created filed\/one {2}(\S+)/.exec(made.stdout)![1]!;
  await api("PATCH", `/deployments/${id}`, { paused: true, schedules: [{ schedule: { cron: "0 6 * * *" } }] });
  project('    version: "2"\n');
  const again = await deployHere();
  expect(again.stdout, again.stderr).toContain("Updated filed/one");
  expect(await api("GET", `/deployments/${id}`)).toMatchObject({
    version: "2",
    tags: ["first"],
    parameters: { name: "Ada" },
    paused: true,
    schedules: [{ schedule: { cron: "0 6 * * *" } }],
  });
  expect((await place.sluice(["deployment", "diff", "filed/one"])).stdout).toMatch(
    /^version\n {2}- ".+"\n {2}\+ "2"$/m,
  );
  expect((await place.sluice(["deployment", "rollback", "filed/one"])).stdout).toContain("version 3");
  expect((await place.sluice(["deployment", "versions", "filed/one"])).stdout).toContain("rollback");
});
