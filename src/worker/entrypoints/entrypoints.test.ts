import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "vitest";
import {
  flow,
  flowParameterSchema,
  isEntrypointAsync,
  loadFlowArgumentsFromEntrypoint,
  loadFlowFromEntrypoint,
  loadFunctionAndConvertToFlow,
  loadPlaceholderFlow,
  safeLoadFlowFromEntrypoint,
  selectFlow,
} from "../../index.ts";

const cwd = resolve(import.meta.dirname, "fixtures");
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const throwing = `
import { flow } from "not-installed";
enum Mode { fast }
export const backup = flow({ name: "backup", version: "7", timeoutSeconds: { minutes: 5 } })(async function backup(
  { bucket, depth = 2 }: { bucket: string; depth?: number },
) {
  return [bucket, depth, Mode.fast];
});
export const many = (name: string) => flow({ name }, () => {});
`;

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "entrypoints-"));
  folders.push(folder);
  return folder;
}

describe("a flow is found", () => {
  test.each([
    ["by what it is exported as", "several.ts:crawl", "crawl"],
    ["by its name, exported or not", "several.ts:count-words", "count-words"],
    ["without the file's extension", "several:crawl", "crawl"],
    ["in JavaScript", "single.js:report", "daily-report"],
    ["as the only one of its file", "single.js", "daily-report"],
    ["by an absolute path", `${join(cwd, "several.ts")}:crawl`, "crawl"],
  ])("%s", async (_how, entrypoint, name) => {
    expect((await loadFlowFromEntrypoint(entrypoint, { cwd })).name).toBe(name);
  });

  test("in a module of a package, which is installed where it is asked for", async () => {
    const folder = emptyFolder();
    const home = join(folder, "node_modules/acme-flows");
    mkdirSync(home, { recursive: true });
    const exports = { "./nightly": { import: "./nightly.js" } };
    writeFileSync(join(home, "package.json"), JSON.stringify({ name: "acme-flows", type: "module", exports }));
    const sluice = JSON.stringify(resolve(import.meta.dirname, "../../index.ts"));
    writeFileSync(
      join(home, "nightly.js"),
      `import { flow } from ${sluice};\nexport const load = flow("load-all", () => 1);\n`,
    );
    expect((await loadFlowFromEntrypoint("acme-flows/nightly:load", { cwd: folder })).name).toBe("load-all");
    await expect(loadFlowFromEntrypoint("acme-flows/weekly:load", { cwd: folder })).rejects.toThrow(
      `"acme-flows/weekly" is no file below ${folder}, and no module that is installed there.`,
    );
  });

  test("by its name through a link to its file", async () => {
    const folder = emptyFolder();
    symlinkSync(join(cwd, "several.ts"), join(folder, "linked.ts"));
    expect((await loadFlowFromEntrypoint("linked.ts:count-words", { cwd: folder })).name).toBe("count-words");
  });
});

// In a process of its own, where Node loads the files and not the test runner.
describe("Node loads", () => {
  const door = pathToFileURL(resolve(import.meta.dirname, "../../index.ts")).href;

  async function nameOf(folder: string, entrypoint: string): Promise<string> {
    const program = `import { loadFlowFromEntrypoint } from ${JSON.stringify(door)};
      const { name } = await loadFlowFromEntrypoint(${JSON.stringify(entrypoint)}).catch((error) => ({ name: error.message }));
      console.log(name);`;
    const argv = ["--input-type=module", "--eval", program];
    return (await promisify(execFile)(process.execPath, argv, { cwd: folder })).stdout.trimEnd();
  }

  test.each(["odd place.ts", "odd place.ts:odd"])(
    "%s in a folder with a space, a hash and a question mark",
    async (at) => {
      const folder = join(emptyFolder(), "flows #1?");
      mkdirSync(folder);
      writeFileSync(join(folder, "odd place.ts"), `import { flow } from "${door}";\nflow("odd", () => 1);\n`);
      expect(await nameOf(folder, at)).toBe("odd");
    },
  );

  describe("a file whose TypeScript Node does not run by itself", () => {
    const withEnum = `import { flow } from "${door}";
      import { Mode } from "./mode.ts";
      class Loader { @flow({ name: "load" }) async load(mode: Mode) { return mode; } }
      export const run = flow({ name: "enums" }, (mode = Mode.fast) => new Loader().load(mode));`;

    function folderWithEnum(): string {
      const folder = emptyFolder();
      writeFileSync(join(folder, "enums.ts"), withEnum);
      writeFileSync(join(folder, "mode.ts"), 'export enum Mode { fast = "f" }');
      return folder;
    }

    test("by a transpiler of the project's", async () => {
      const folder = folderWithEnum();
      symlinkSync(resolve(import.meta.dirname, "../../../node_modules"), join(folder, "node_modules"));
      expect(await nameOf(folder, "enums.ts:run")).toBe("enums");
      expect(await nameOf(folder, "enums.ts:load")).toBe("load");
    });

    test("or says what to install", async () => {
      expect(await nameOf(folderWithEnum(), "enums.ts:run")).toContain("npm install --save-dev esbuild");
    });
  });
});

describe("what is not there is told with what is", () => {
  test.each([
    ["nothing.ts:crawl", "missing-flow-error", `There is no file ${join(cwd, "nothing.ts")}.`],
    ["several.ts:crawler", "missing-flow-error", 'several.ts has no flow "crawler". It has: "crawl", "count-words".'],
    [
      "several.ts:upload",
      "missing-flow-error",
      'upload in several.ts is a task, not a flow. Its flows: "crawl", "count-words".',
    ],
    [
      "several.ts:limit",
      "missing-flow-error",
      'limit in several.ts is a number, not a flow. Its flows: "crawl", "count-words".',
    ],
    ["several.ts", "unspecified-flow-error", 'several.ts has 2 flows, so say which: "crawl", "count-words".'],
    [
      "several.ts:",
      "missing-flow-error",
      '"several.ts:" is no entrypoint: give a file and a flow in it, flows/crawl.ts:crawl.',
    ],
    ["", "missing-flow-error", '"" is no entrypoint: give a file and a flow in it, flows/crawl.ts:crawl.'],
    [".", "missing-flow-error", `There is no file ${cwd}.`],
  ])("%j", async (entrypoint, code, message) => {
    await expect(loadFlowFromEntrypoint(entrypoint, { cwd })).rejects.toMatchObject({ code, message });
    expect(await safeLoadFlowFromEntrypoint(entrypoint, { cwd })).toBeUndefined();
  });

  test("a file that throws when it is imported is told with what it threw", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "broken.mjs"), 'throw new Error("no database");\n');
    await expect(loadFlowFromEntrypoint("broken.mjs:x", { cwd: folder })).rejects.toMatchObject({
      code: "script-error",
      cause: { message: "no database" },
    });
  });
});

describe("a file that cannot be imported is read", () => {
  test("its flow stands there with name, options and parameters, and refuses to run with the reason", async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "throws.ts"), throwing);
    const backup = await loadFlowFromEntrypoint("throws.ts:backup", { cwd, usePlaceholder: true });
    expect(backup.name).toBe("backup");
    expect(backup.options).toMatchObject({ version: "7", timeoutSeconds: { minutes: 5 } });
    expect((await flowParameterSchema(backup))["properties"]).toMatchObject({
      bucket: { position: 0 },
      depth: { default: 2 },
    });
    expect(backup.fn).toThrow(/^The flow "backup" of throws.ts cannot be run: /);
    expect(await isEntrypointAsync("throws.ts:backup", { cwd })).toBe(true);
    expect((await safeLoadFlowFromEntrypoint("throws.ts:backup", { cwd }))?.name).toBe("backup");
  });

  test("without being run", async () => {
    const folder = emptyFolder();
    const source =
      'import { flow } from "not-installed";\nprocess.exit(3);\nexport const a = flow(async function fetchAll(url, depth = 1) {});\n';
    writeFileSync(join(folder, "exits.mjs"), source);
    const options = { cwd: folder };
    expect((await loadPlaceholderFlow("exits.mjs:a", options)).name).toBe("fetch-all");
    expect((await flowParameterSchema(await loadPlaceholderFlow("exits.mjs", options)))["required"]).toEqual(["url"]);
    expect(await loadFlowArgumentsFromEntrypoint("exits.mjs:fetch-all", options)).toEqual({ name: "fetch-all" });
  });

  test("its options are told as far as they are written out", async () => {
    expect(await loadFlowArgumentsFromEntrypoint("several.ts:crawl", { cwd })).toEqual({
      name: "crawl",
      retries: 2,
      description: "Fetches pages.",
    });
    await expect(loadFlowArgumentsFromEntrypoint("several.ts:upload", { cwd })).rejects.toThrow(
      'several.ts has no flow "upload". It has: "crawl", "count-words".',
    );
  });

  test.each([
    ["several.ts:crawl", true],
    ["several.ts:count-words", false],
    ["several.ts:plainWork", true],
    ["single.js", false],
  ])("%s is async: %j", async (entrypoint, isAsync) => {
    expect(await isEntrypointAsync(entrypoint, { cwd })).toBe(isAsync);
  });

  test("what is no program is told as that", async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, "half.ts"), "export const x = flow(async (");
    await expect(loadPlaceholderFlow("half.ts:x", { cwd: folder })).rejects.toMatchObject({ code: "script-error" });
  });
});

describe("a plain function", () => {
  test("becomes a flow with its name and parameters, once", async () => {
    const work = await loadFunctionAndConvertToFlow("several.ts:plainWork", { cwd });
    expect(work.name).toBe("plain-work");
    expect(work.options.logPrints).toBe(true);
    expect(await flowParameterSchema(work)).toMatchObject({ properties: { path: {}, deep: { default: true } } });
    expect(await (work.fn as (path: string) => Promise<string>)("a")).toBe("a true");
    expect(await loadFunctionAndConvertToFlow("several.ts:plainWork", { cwd })).toBe(work);
  });

  test("that is a flow already stays it, and what is no function is refused", async () => {
    expect((await loadFunctionAndConvertToFlow("several.ts:crawl", { cwd })).name).toBe("crawl");
    await expect(loadFunctionAndConvertToFlow("several.ts:upload", { cwd })).rejects.toThrow("is a task, not a flow");
    await expect(loadFunctionAndConvertToFlow("several.ts:Cleaner", { cwd })).rejects.toThrow("is a class, not a flow");
    await expect(loadFunctionAndConvertToFlow("several.ts:limit", { cwd })).rejects.toThrow("is a number, not a flow");
  });
});

test("a flow is selected by its name, or because it is the only one", () => {
  const [a, b] = [flow("a", () => 1), flow("b", () => 2)];
  expect(selectFlow([a, b], { name: "b" })).toBe(b);
  expect(selectFlow([a])).toBe(a);
  expect(() => selectFlow([a, b], { from: "x.ts" })).toThrow('x.ts has 2 flows, so say which: "a", "b".');
  expect(() => selectFlow([a, b], { name: "c" })).toThrow('What was given has no flow "c". It has: "a", "b".');
  expect(() => selectFlow([])).toThrow("What was given has no flow: make one with flow(…).");
});
