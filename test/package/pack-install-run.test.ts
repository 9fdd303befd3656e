import { glob, readFile, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, type CallExpression, type ImportExpression } from "acorn";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { version } from "../../src/lib/version.ts";
import { InstalledPackage, measure, readmeFlow, run } from "./installed-package.ts";

let installed: InstalledPackage;

beforeAll(async () => {
  installed = await InstalledPackage.make();
});

afterAll(async () => {
  await installed?.[Symbol.asyncDispose]();
});

test("an installation is at most 40 packages and 40 MB, with no native module and no install script", async () => {
  const { packages, megabytes, nativeModules, installScripts } = await measure(installed.project);
  console.log(`Installed: ${packages.length} packages, ${megabytes.toFixed(1)} MB (${packages.join(", ")})`);
  expect(packages.length).toBeLessThanOrEqual(40);
  expect(megabytes).toBeLessThanOrEqual(40);
  expect(nativeModules).toEqual([]);
  expect(installScripts).toEqual([]);
});

test("publint finds no fault in the manifest", async () => {
  const { messages } = await publint({ pkgDir: join(installed.project, "node_modules", "sluice"), pack: false });
  expect(messages).toEqual([]);
});

describe("the flow on README's first screen", () => {
  test("runs with node flow.ts in a folder that had nothing in it", async () => {
    const project = await installed.copyOf("empty", null);
    await writeFile(join(project, "flow.ts"), await readmeFlow());
    const { stdout, stderr, code } = await run(project, process.execPath, "flow.ts");
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("words: 3");
  });

  test("runs with node flow.ts in a package of modules", async () => {
    const project = await installed.copyOf("modules", { type: "module" });
    await writeFile(join(project, "flow.ts"), await readmeFlow());
    expect((await run(project, process.execPath, "flow.ts")).stdout).toContain("words: 3");
  });

  test("runs with node flow.mts in a folder as npm init -y makes it", async () => {
    await writeFile(join(installed.project, "flow.mts"), await readmeFlow());
    expect((await run(installed.project, process.execPath, "flow.mts")).stdout).toContain("words: 3");
  });

  test("type-checks against the published types, those of our dependencies included", async () => {
    const project = await installed.copyOf("typed", { type: "module" });
    for (const name of ["typescript", "@types/node", "undici-types"]) await installed.borrow(project, name);
    await writeFile(join(project, "flow.ts"), await readmeFlow());
    const options = [
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "esnext",
      "--lib",
      "esnext",
      "--types",
      "node",
      "--noEmit",
    ];
    const tsc = fileURLToPath(new URL("../../node_modules/typescript/bin/tsc", import.meta.url));
    expect((await run(project, process.execPath, tsc, ...options, "--skipLibCheck", "false", "flow.ts")).stdout).toBe(
      "",
    );
  });
});

test("require gives a CommonJS program the same names as import, and runs a flow", async () => {
  await writeFile(
    join(installed.project, "flow.cjs"),
    `const { flow, task } = require("sluice");
     const double = task({ name: "double" }, (n) => 2 * n);
     const twice = flow({ name: "twice" }, async ({ n }) => double(await double(n)));
     const sameNames = import("sluice").then((module) => Object.keys(module).every((name) => name in require("sluice")));
     twice({ n: 3 }).then(async (answer) => console.log(answer, await sameNames));`,
  );
  expect((await run(installed.project, process.execPath, "flow.cjs")).stdout).toContain("12 true\n");
});

test("worker threads and processes run tasks, also those in TypeScript that needs the loader", async () => {
  const project = await installed.copyOf("workers", { type: "module" });
  await installed.borrow(project, "esbuild");
  await writeFile(
    join(project, "flow.ts"),
    `import { threadId } from "node:worker_threads";
     import { flow, ProcessPoolTaskRunner, task, ThreadPoolTaskRunner } from "sluice";
     enum Place { Here = "here", Thread = "thread", Process = "process" }
     const main = Number(process.env.MAIN ??= String(process.pid));
     const place = task({ name: "place" }, () =>
       threadId !== 0 ? Place.Thread : process.pid !== main ? Place.Process : Place.Here);
     const where = flow({ name: "where" }, async () => await place.submit().result());
     if (import.meta.main) {
       const taskRunners = [new ThreadPoolTaskRunner(), new ProcessPoolTaskRunner()];
       const places = [await where()];
       for (const taskRunner of taskRunners) places.push(await where.withOptions({ taskRunner })());
       console.log(places.join(" "));
     }`,
  );
  const { stdout, stderr } = await run(project, process.execPath, "--import", "sluice/register", "flow.ts");
  expect(stdout, stderr).toContain("here thread process\n");
});

describe("import of sluice", () => {
  const countZod = `
    import { registerHooks } from "node:module";
    import { readFileSync } from "node:fs";
    const loaded = [];
    registerHooks({ load(url, context, next) { if (url.startsWith("file:")) loaded.push(url); return next(url, context); } });
    const before = performance.now();
    await import("sluice");
    const millis = performance.now() - before;
    const withZod = loaded.filter((url) => /\\$ZodType|zod\\/v4/.test(readFileSync(new URL(url), "utf8")));
    console.log(JSON.stringify({ millis, loaded: loaded.length, withZod }));`;

  test("builds no zod object: it does not even load zod", async () => {
    await writeFile(join(installed.project, "count.mjs"), countZod);
    const { stdout, stderr } = await run(installed.project, process.execPath, "count.mjs");
    const { millis, loaded, withZod } = JSON.parse(stdout || JSON.stringify(stderr));
    console.log(`import "sluice": ${loaded} files, ${millis.toFixed(0)} ms`);
    expect(withZod).toEqual([]);
  });

  test("needs no package that is not installed with it", async () => {
    const folder = join(installed.project, "node_modules", "sluice");
    const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const named = [...Object.keys(manifest.dependencies), ...Object.keys(manifest.peerDependencies)];
    const foreign = (await bareImports(join(folder, "dist"))).filter(
      (name) => !named.includes(name) && !faster.includes(name),
    );
    expect(foreign).toEqual([]);
  });
});

describe("the sluice command", () => {
  test("prints its version", async () => {
    const { stdout } = await run(installed.project, "npx", "--no-install", "sluice", "version", "--output", "json");
    expect(JSON.parse(stdout)).toMatchObject({ Version: version });
  });

  test("makes a project whose flow runs with node flow.ts", async () => {
    const { code } = await run(installed.project, "npx", "--no-install", "sluice", "init", "made");
    expect(code).toBe(0);
    const made = join(installed.project, "made");
    await installed.install(made, "--omit=dev");
    const outcome = await run(made, process.execPath, "flow.ts");
    expect({ code: outcome.code, stderr: outcome.code === 0 ? "" : outcome.stderr }).toEqual({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^\d+$/m);
  });

  test("runs a flow with enums and decorators, as --import sluice/register does", async () => {
    const project = await installed.copyOf("decorated", { type: "module" });
    await installed.borrow(project, "esbuild");
    await writeFile(
      join(project, "flow.ts"),
      `import { flow } from "sluice";
       enum Colour { Red = "red" }
       class Jobs {
         constructor(private colour: Colour) {}
         @flow({ name: "paint" }) async paint(object: { thing: string }) { return this.colour + " " + object.thing; }
       }
       if (import.meta.main) console.log(await new Jobs(Colour.Red).paint({ thing: "door" }));`,
    );
    const outcomes = [
      await run(project, "npx", "--no-install", "sluice", "run", "flow.ts"),
      await run(project, process.execPath, "--import", "sluice/register", "flow.ts"),
    ];
    expect(outcomes.map(({ stdout }) => stdout.trim().split("\n").at(-1))).toEqual(["red door", "red door"]);
  });
});

// Native parts that ws uses where a user has installed them, and does without.
const faster = ["bufferutil", "utf-8-validate"];

/** The packages that the chunks in a folder import, Node's own left out. */
async function bareImports(folder: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const file of glob("**/*.js", { cwd: folder })) {
    const program = parse(await readFile(join(folder, file), "utf8"), { ecmaVersion: "latest", sourceType: "module" });
    for (const specifier of importsIn(program)) {
      if (!specifier.startsWith(".") && !isBuiltin(specifier)) names.add(packageOf(specifier));
    }
  }
  return [...names];
}

type Syntax = Pick<ImportExpression, "source"> & Pick<CallExpression, "callee" | "arguments">;

/** Every specifier in a syntax tree: static, by import() or by a require() of a literal. */
function importsIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(importsIn);
  if (typeof node !== "object" || node === null) return [];
  const { source, callee, arguments: given } = node as Partial<Syntax>;
  const isRequire = callee?.type === "Identifier" && callee.name.endsWith("require");
  const named = isRequire ? given?.[0] : source;
  const own = named?.type === "Literal" && typeof named.value === "string" ? [named.value] : [];
  return [...own, ...Object.values(node).flatMap(importsIn)];
}

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
