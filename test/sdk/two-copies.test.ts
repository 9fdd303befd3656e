import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = fileURLToPath(new URL("fixtures/two-copies.ts", import.meta.url));

test("T3: flows of one copy of the package call tasks and flows of another, and know their states, futures and errors", async () => {
  mkdirSync(join(root, "test-output"), { recursive: true });
  const folder = mkdtempSync(join(root, "test-output", "copy-")); // below the root, so that it finds the dependencies
  try {
    cpSync(join(root, "src"), join(folder, "src"), { recursive: true, filter: (path) => !path.endsWith(".test.ts") });
    const env = { ...process.env, SLUICE_HOME: join(folder, "home"), SLUICE_API_URL: "" };
    const run = promisify(execFile)(process.execPath, [program, join(folder, "src/index.ts")], { env });
    expect(JSON.parse((await run).stdout.trim().split("\n").at(-1)!)).toEqual({
      works: [2, 4, 16, true],
      returned: "Failed('as told')",
      aborted: "CRASHED",
      summed: "Completed('All states completed.')",
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
