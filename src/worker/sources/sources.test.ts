// Real repositories in a temporary folder, the real git.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gitClone } from "./git-clone.ts";
import { npmPackage } from "./npm-package.ts";
import { pullInto, runSteps } from "./pull-into.ts";
import { runProgram } from "./run-program.ts";
import { fill, type References } from "./templating.ts";
import { pullStepsOf } from "../../sdk/deployments/source.ts";

const place = mkdtempSync(join(tmpdir(), "sluice-sources-"));
const repository = join(place, "flows.git");
let first = "";

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: repository, encoding: "utf8" });
const fresh = (): string => mkdtempSync(join(place, "into-"));

beforeAll(() => {
  mkdirSync(join(repository, "deep"), { recursive: true });
  git("init", "--quiet", "--initial-branch=main");
  git("config", "uploadpack.allowAnySHA1InWant", "true");
  writeFileSync(join(repository, "flow.txt"), "one");
  writeFileSync(join(repository, "deep/inner.txt"), "inner");
  git("add", "--all");
  git("commit", "--quiet", "-m", "one");
  first = git("rev-parse", "HEAD").trim();
  git("tag", "v1");
  git("switch", "--quiet", "-c", "next");
  writeFileSync(join(repository, "flow.txt"), "two");
  git("commit", "--quiet", "-am", "two");
  git("switch", "--quiet", "main");
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

const references: References = {
  env: { WHO: "Ada" },
  variable: (name) => Promise.resolve(name === "limits" ? { top: 3 } : undefined),
  block: (type) => Promise.resolve(type === "secret" ? { value: "s3cret" } : undefined),
};

describe("a Git repository", () => {
  test.each([
    [{}, "one"],
    [{ branch: "next" }, "two"],
    [{ branch: "v1" }, "one"],
  ])("%j is what is fetched", async (which, text) => {
    const folder = await gitClone(fresh(), { repository: `file://${repository}`, ...which });
    expect(readFileSync(join(folder, "flow.txt"), "utf8")).toBe(text);
    expect(basename(folder)).toBe("flows");
  });

  test("a commit is fetched by its hash, and only the folders that are wanted", async () => {
    const clone = { repository: `file://${repository}`, commit: first, directories: ["deep"] };
    const folder = await gitClone(fresh(), clone);
    expect(existsSync(join(folder, "deep/inner.txt"))).toBe(true);
    expect(existsSync(join(folder, "flow.txt"))).toBe(false);
  });

  test("a branch that is not there is told by Git's own words, without the token", async () => {
    const clone = { repository: `file://${repository}`, branch: "none", accessToken: "tok-123" };
    const failed = gitClone(fresh(), clone);
    await expect(failed).rejects.toThrow(/git fetch.*none/s);
    await failed.catch((error: Error) => expect(error.message).not.toContain("tok-123"));
  });

  test.each([
    [{ repository: "--upload-pack=touch /tmp/x" }, /take it for an option/],
    [{ repository: "file:///x", branch: "--force" }, /take it for an option/],
    [{ repository: "file:///x", folder: "../../out" }, /leads out of the folder/],
  ])("%j is refused", async (clone, message) => {
    await expect(gitClone(fresh(), clone)).rejects.toThrow(message);
  });
});

describe("pull steps", () => {
  test("run one after the other, each where the one before has left", async () => {
    const folder = await pullInto(
      fresh(),
      [
        { "prefect.deployments.steps.git_clone": { id: "clone", repository: `file://${repository}`, branch: "next" } },
        {
          "prefect.deployments.steps.run_shell_script": {
            script: "printf '%s' \"$NAME\" > deep/who",
            env: { NAME: "{{ $WHO }}" },
          },
        },
        { "prefect.deployments.steps.set_working_directory": { directory: "{{ clone.directory }}/deep" } },
      ],
      references,
    );
    expect(readFileSync(join(folder, "who"), "utf8")).toBe("Ada");
  });

  test("a script's output is there for the next step", async () => {
    const into = fresh();
    const steps = [{ run_shell_script: { id: "say", script: "echo hello", stream_output: false } }];
    expect((await runSteps(steps, { into, directory: into, references })).outputs).toMatchObject({
      say: { stdout: "hello" },
    });
  });

  test.each([
    [{ "prefect.deployments.steps.pip_install_requirements": {} }, /installs Python packages/],
    [{ "my.own_step": {} }, /the steps are git_clone/],
    [{ git_clone: {} }, /lacks its "repository"/],
    [{ set_working_directory: { directory: "/no/such/folder" } }, /is not on this machine/],
    [{ run_shell_script: { script: "echo no >&2; exit 3" } }, /ended with 3. no/],
    [{ git_clone: { repository: "{{ $NOBODY }}" } }, /\$NOBODY of the environment is not set/],
    [{ constructor: {} }, /cannot be taken here/],
  ])("%j is refused with the reason", async (step, message) => {
    await expect(pullInto(fresh(), [step], references)).rejects.toThrow(message);
  });
});

test("references are filled with the kind that they have, and what is not ours stays", async () => {
  const value = {
    whole: "{{ prefect.variables.limits }}",
    within: "top: {{ prefect.variables.limits }}",
    secret: "{{ prefect.blocks.secret.github }}",
    later: "{{ ctx.flow.name }}",
    list: ["{{ $WHO }}", 1],
  };
  expect(await fill(value, references)).toEqual({
    whole: { top: 3 },
    within: 'top: {"top":3}',
    secret: "s3cret",
    later: "{{ ctx.flow.name }}",
    list: ["Ada", 1],
  });
  await expect(fill("{{ prefect.variables.none }}", references)).rejects.toThrow('no variable "none"');
  await expect(fill("{{ prefect.blocks.s3.none }}", references)).rejects.toThrow("no block s3/none");
});

test("what a program says of a secret is hidden, and a program that is not there is named", async () => {
  const { stdout } = await runProgram(["echo", "my tok-123"], { cwd: place, secrets: ["tok-123"] });
  expect(stdout).toBe("my ***\n");
  await expect(runProgram(["no-such-program"], { cwd: place })).rejects.toThrow(
    /"no-such-program" could not be started/,
  );
});

test.each(["--global", "a b", "../x", "https://x/y.tgz"])("%s names no package", async (named) => {
  await expect(npmPackage(fresh(), named)).rejects.toThrow("names no package");
});

test("a source says where the code is, and keeps no secret", () => {
  expect(pullStepsOf("/srv/flows")).toEqual([
    { "prefect.deployments.steps.set_working_directory": { directory: "/srv/flows" } },
  ]);
  expect(pullStepsOf({ git: "https://x/y.git", tag: "v1", accessToken: "{{ $TOKEN }}" })).toEqual([
    {
      "prefect.deployments.steps.git_clone": {
        repository: "https://x/y.git",
        branch: "v1",
        access_token: "{{ $TOKEN }}",
      },
    },
  ]);
  expect(() => pullStepsOf({ git: "https://x/y.git", accessToken: "ghp_1" })).toThrow("stored in clear");
  expect(() => pullStepsOf("https://me:pw@x/y.git")).toThrow("stored in clear");
  expect(() => pullStepsOf({ git: "https://x/y.git", tag: "v1", branch: "b" })).toThrow("one of branch, tag");
});
