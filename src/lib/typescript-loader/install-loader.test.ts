import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const register = new URL("../../register.ts", import.meta.url).href;
const installed = fileURLToPath(new URL("../../../node_modules/", import.meta.url));
const directories: string[] = [];

afterAll(async () => {
  for (const directory of directories) await rm(directory, { recursive: true });
});

const everythingNodeRefuses = `
import { shout } from "./shout.ts";
enum Colour { Red = "red", Blue = "blue" }
namespace Shapes { export const round = true; }
function twice(method: (this: Counter, n: number) => number, _context: ClassMethodDecoratorContext) {
  return function (this: Counter, n: number) { return 2 * method.call(this, n); };
}
class Counter {
  constructor(private start: number) {}
  @twice add(n: number) { return this.start + n; }
}
console.log(JSON.stringify([Colour.Blue, Shapes.round, new Counter(1).add(2), shout("a"), import.meta.main]));
`;

const typedLibrary = `export enum Mark { Bang = "!" }\nexport const shout = (text: string): string => text.toUpperCase() + Mark.Bang;\n`;

async function project(peers: string[], manifest: object = { type: "module" }): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "sluice-loader-"));
  directories.push(directory);
  await mkdir(join(directory, "node_modules"));
  for (const peer of peers) await symlink(join(installed, peer), join(directory, "node_modules", peer));
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
  await writeFile(join(directory, "main.ts"), everythingNodeRefuses);
  await writeFile(join(directory, "shout.ts"), typedLibrary);
  return directory;
}

type Outcome = { code: number | string; stdout: string; stderr: string };

function run(cwd: string, file = "main.ts"): Promise<Outcome> {
  return new Promise((settle) => {
    execFile(process.execPath, ["--import", register, file], { cwd }, (error, stdout, stderr) => {
      settle({ code: error?.code ?? 0, stdout, stderr });
    });
  });
}

describe.each([{ peer: "esbuild" }, { peer: "tsx" }, { peer: "typescript6" }])("with $peer installed", ({ peer }) => {
  test("a module runs with decorators, enums, parameter properties and namespaces", async () => {
    expect(await run(await project([peer]))).toEqual({
      code: 0,
      stdout: '["blue",true,6,"A!",true]\n',
      stderr: "",
    });
  });

  test("a package that does not say its module type runs too", async () => {
    expect((await run(await project([peer], {}))).stdout).toBe('["blue",true,6,"A!",true]\n');
  });

  test("an error points at the line of the TypeScript source", async () => {
    const directory = await project([peer]);
    await writeFile(join(directory, "fails.ts"), `enum A { B }\n\n\nthrow new Error("here" + A.B);\n`);
    const { stderr } = await run(directory, "fails.ts");
    expect(stderr).toContain("fails.ts:4");
  });

  test("legacy decorators run where the project's tsconfig asks for them", async () => {
    const directory = await project([peer]);
    await writeFile(
      join(directory, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { experimentalDecorators: true } }),
    );
    await writeFile(
      join(directory, "legacy.ts"),
      `function note(_target: object, key: string) { console.log(key); }\nclass A { @note run() {} }\nvoid A;\n`,
    );
    expect((await run(directory, "legacy.ts")).stdout).toBe("run\n");
  });
});

test("without a loader the command to install one is all that is printed", async () => {
  const outcome = await run(await project([]));
  expect(outcome.code).toBe(1);
  expect(outcome.stderr.trim().split("\n")).toHaveLength(2);
  expect(outcome.stderr).toContain("npm install --save-dev esbuild");
});
