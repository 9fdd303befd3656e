// npm test [-- files or vitest options]: without any, every test, after installing what they need where that is allowed.
// With --with-check, as CI runs it, `npm run check` comes first and counts as one more test.
// The last line is always "N passed, N failed".

import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { countTests, type Count } from "./test/count-tests.ts";
import { prepareRealParts } from "./test/real-parts.ts";

const report = "test-output/report.json";
const onWindows = process.platform === "win32"; // where npm and npx are scripts
const withCheck = process.argv.includes("--with-check");
const chosen = process.argv.slice(2).filter((argument) => argument !== "--with-check");

const missing = chosen.length === 0 ? prepareRealParts() : [];
const checked = withCheck ? await check() : { passed: 0, failed: 0 };
const tested = await test();
if (missing.length > 0) console.log(`Not tested here, for want of it: ${missing.join(", ")}.`);
const failed = checked.failed + tested.failed;
console.log(`${checked.passed + tested.passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function check(): Promise<Count> {
  const code = await run("npm", ["run", "check"]);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function test(): Promise<Count> {
  await rm(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await run("npx", ["vitest", "run", ...reporters, ...chosen]);
  const count = await countTests(report);
  // An error outside of a test fails the run and no test.
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

/** Runs a command to its end, at most for 30 minutes, and returns its exit code. */
async function run(command: string, args: string[]): Promise<number> {
  const child = spawn(command, args, {
    stdio: ["ignore", "inherit", "inherit"],
    shell: onWindows,
    timeout: 30 * 60_000,
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}
