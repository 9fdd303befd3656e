import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { version } from "../lib/version.ts";

const bin = fileURLToPath(new URL("./bin.ts", import.meta.url));
let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sluice-cli-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true });
});

type Outcome = { code: number | string; stdout: string; stderr: string };

function sluice(...args: string[]): Promise<Outcome> {
  return node(bin, ...args);
}

function node(...args: string[]): Promise<Outcome> {
  return new Promise((settle) => {
    execFile(process.execPath, args, { cwd: directory }, (error, stdout, stderr) => {
      settle({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

test("--help lists every group and loads nothing but commander and declarations", async () => {
  const listLoaded = `import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) { if (url.startsWith("file:")) console.error(url); return next(url, context); } });`;
  const { code, stdout, stderr } = await node(
    "--import",
    `data:text/javascript,${encodeURIComponent(listLoaded)}`,
    bin,
    "--help",
  );
  expect(code).toBe(0);
  for (const group of ["init", "run", "version"]) expect(stdout).toMatch(new RegExp(`^  ${group}\\b`, "m"));
  const allowed = /\/node_modules\/commander\/|\/src\/cli\/[^/]+\.ts$|\/src\/lib\/(version|runtime-refusal)\.ts$/;
  expect(stderr.split("\n").filter((url) => url.startsWith("file:") && !allowed.test(url))).toEqual([]);
});

test("--help answers at once", async () => {
  const times: number[] = [];
  for (let at = 0; at < 7; at++) {
    const began = performance.now();
    await sluice("--help");
    times.push(performance.now() - began);
  }
  const median = times.toSorted((a, b) => a - b)[3]!;
  console.log(`sluice --help, from its sources: ${median.toFixed(0)} ms`);
  expect(median).toBeLessThan(1_000); // on a machine where everything else runs, too; alone it takes a tenth of it
});

test("an unknown command is refused with where to look", async () => {
  const { code, stderr } = await sluice("florw");
  expect(code).toBe(1);
  expect(stderr).toContain("unknown command 'florw'");
  expect(stderr).toContain("--help");
});

describe("version", () => {
  test("says what a bug report needs", async () => {
    const { stdout } = await sluice("version");
    expect(stdout).toContain(version);
    expect(stdout).toContain(process.versions.node);
  });

  test("answers machines in JSON", async () => {
    const { stdout } = await sluice("version", "--output", "json");
    expect(JSON.parse(stdout)).toMatchObject({ Version: version, Node: process.versions.node });
  });
});

describe("init", () => {
  test("makes a project and says what to do next", async () => {
    const { code, stdout } = await sluice("init", "My Flows!");
    expect(code).toBe(0);
    expect(stdout).toContain("node flow.ts");
    const files = await readdir(join(directory, "My Flows!"));
    expect(files.toSorted()).toEqual([".gitignore", "README.md", "flow.ts", "package.json", "tsconfig.json"]);
    const manifest = JSON.parse(await readFile(join(directory, "My Flows!", "package.json"), "utf8"));
    expect(manifest).toMatchObject({ name: "my-flows", type: "module", dependencies: { sluice: `^${version}` } });
  });

  test("writes nothing where one of the files exists", async () => {
    await writeFile(join(directory, "flow.ts"), "mine");
    const { code, stderr } = await sluice("init");
    expect(code).toBe(1);
    expect(stderr).toContain("already has flow.ts: nothing was written");
    expect(await readdir(directory)).toEqual(["flow.ts"]);
    expect(await readFile(join(directory, "flow.ts"), "utf8")).toBe("mine");
  });
});

describe("run", () => {
  test("runs a file with an enum as the main module, with its own arguments and exit code", async () => {
    await writeFile(
      join(directory, "main.ts"),
      `enum Day { Monday = "monday" }\nconsole.log(import.meta.main, Day.Monday, process.argv.slice(2).join());\nprocess.exitCode = 3;\n`,
    );
    await writeFile(join(directory, "package.json"), `{ "type": "module" }`);
    await linkEsbuild();
    expect(await sluice("run", "main.ts", "--day", "monday", "-v")).toEqual({
      code: 3,
      stdout: "true monday --day,monday,-v\n",
      stderr: "",
    });
  });

  test("a file that is not there is named", async () => {
    const { code, stderr } = await sluice("run", "nowhere.ts");
    expect(code).toBe(1);
    expect(stderr).toContain(join(directory, "nowhere.ts"));
  });
});

async function linkEsbuild(): Promise<void> {
  await mkdir(join(directory, "node_modules"));
  const installed = fileURLToPath(new URL("../../node_modules/esbuild", import.meta.url));
  await symlink(installed, join(directory, "node_modules", "esbuild"));
}

test("an older Node gets one line and no stack", async () => {
  const pretend = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });`;
  const outcome = await node("--import", `data:text/javascript,${encodeURIComponent(pretend)}`, bin, "version");
  expect(outcome).toEqual({ code: 1, stdout: "", stderr: "Sluice needs Node 24.8 or later; this is Node 20.20.2.\n" });
});
