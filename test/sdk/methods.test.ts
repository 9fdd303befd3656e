import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const cli = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url));
const fixture = fileURLToPath(new URL("fixtures/methods.ts", import.meta.url));

test("standard decorators make tasks and flows of methods, which know their object also when they are submitted", async () => {
  const home = mkdtempSync(join(tmpdir(), "sluice-methods-"));
  const env = { ...process.env, SLUICE_HOME: home, SLUICE_LOGGING_LEVEL: "ERROR" };
  const { stdout } = await promisify(execFile)(process.execPath, [cli, "run", fixture], { env });
  expect(stdout).toBe("[[2,20,2],[3,30,3]] Shop: hello\n");
  rmSync(home, { recursive: true });
});
