// What becomes of work in workers when a try or a process ends before it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { flow, ProcessPoolTaskRunner } from "../../src/index.ts";
import { startSluice } from "../../src/testing/sluice-harness.ts";
import { recovering } from "./fixtures/journal.ts";
import { blocks } from "./fixtures/work.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sluice-ends-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("a retry of the flow reuses what a task in a worker had finished", async () => {
  await using _sluice = await startSluice();
  const journal = join(folder, "journal");
  expect(await recovering(journal)).toBe(1);
  expect(readFileSync(journal, "utf8")).toBe("once\nstumbles\nstumbles\n");
});

test("L6: a flow that is cancelled leaves no process behind, though its task blocks it", async () => {
  await using _sluice = await startSluice();
  const pidFile = join(folder, "pid");
  const blocked = flow(
    { name: "blocked", taskRunner: new ProcessPoolTaskRunner({ maxWorkers: 1 }), graceSeconds: 0.2 },
    async () => await blocks.submit(pidFile).result(),
  );
  const call = blocked();
  await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, "utf8"), { timeout: 10_000 }).toMatch(/\d+/);
  expect((await call.cancel()).type).toBe("CANCELLED");
  expect(isAlive(Number(readFileSync(pidFile, "utf8")))).toBe(false);
});

test("a worker process ends when the process that started it is killed, also while its task blocks it", async () => {
  const script = fileURLToPath(new URL("fixtures/orphan.ts", import.meta.url));
  const parent = spawn(process.execPath, [script], {
    env: { ...process.env, SLUICE_HOME: folder },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [printed] = (await once(parent.stdout, "data")) as [Buffer];
  const worker = Number(printed.toString());
  parent.kill("SIGKILL");
  await expect.poll(() => isAlive(worker), { timeout: 10_000 }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
