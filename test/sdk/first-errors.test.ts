// What a person sees when the first flow of a process cannot even start: one block that says what to do.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixture = fileURLToPath(new URL("fixtures/smallest.ts", import.meta.url));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sluice-first-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function stderrOf(env: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [fixture], { env: { ...process.env, ...env } }, (_error, _stdout, stderr) =>
      resolve(stderr),
    );
  });
}

test.each([
  [
    "a server that is not there",
    () => ({ SLUICE_API_URL: "http://127.0.0.1:9/api" }),
    /No server answers at http:\/\/127\.0\.0\.1:9\/api \(from SLUICE_API_URL\)\. Start one with/,
  ],
  [
    "a home that cannot be made",
    () => ({ SLUICE_HOME: "/proc/nope" }),
    /cannot be made at \/proc\/nope.*Set SLUICE_HOME/,
  ],
  [
    "a database that is none",
    () => (writeFileSync(join(home, "sluice.db"), "x".repeat(8192)), { SLUICE_HOME: home }),
    /is no database: restore it from a backup, or move it away/,
  ],
  [
    "a setting of the wrong kind",
    () => ({ SLUICE_HOME: home, SLUICE_TASKS_DEFAULT_RETRIES: "many" }),
    /SLUICE_TASKS_DEFAULT_RETRIES must be a number.*not "many"/,
  ],
])("%s", async (_what, environment, message) => {
  const stderr = await stderrOf(environment());
  expect(stderr).toMatch(message);
  const frames = stderr.split("\n").filter((line) => /^\s+at .*\/src\/(sdk|server|client|lib)\//.test(line));
  expect(frames).toEqual([]);
});
