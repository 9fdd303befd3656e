import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const installMs = 6 * 60_000;

export interface PythonPackage {
  name: string;
  version: string;
  /** What the versions of its own time were, where newer ones do not fit. */
  pins?: readonly string[];
}

/**
 * The folder of the programs of a virtual environment with a package, kept between test runs. Null, after one line that
 * says so, where this machine cannot have one; tests that need it are then reported as skipped.
 */
export async function pythonVenv({ name, version, pins = [] }: PythonPackage): Promise<string | null> {
  const cache = process.env["SLUICE_TEST_CACHE"] ?? join(homedir(), ".cache", "sluice-tests");
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(join(folder, ".ready"))) return join(folder, "bin");
  mkdirSync(cache, { recursive: true });
  try {
    await oneAtATime(`${folder}.lock`, () => install(folder, [`${name}==${version}`, ...pins]));
    return join(folder, "bin");
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n").findLast((line) => line.trim() !== "") : error;
    console.warn(`Not tested with ${name} ${version}: ${String(reason)}`);
    return null;
  }
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  const ready = join(folder, ".ready");
  if (existsSync(ready)) return; // by another test file, meanwhile
  rmSync(folder, { recursive: true, force: true });
  await run("python3", ["-m", "venv", folder], { timeout: installMs });
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
  await run(join(folder, "bin", "python"), pip, { timeout: installMs });
  writeFileSync(ready, packages.join("\n"));
}

/** A folder is made by one process only; one that was left behind by a killed run does not count for ever. */
async function oneAtATime(lock: string, work: () => Promise<void>): Promise<void> {
  const patience = Date.now() + installMs;
  while (!tryLock(lock)) {
    if (Date.now() > patience) throw new Error(`another process installs for too long; see ${lock}`);
    await sleep(500);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function tryLock(lock: string): boolean {
  if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > installMs) rmSync(lock, { recursive: true });
  try {
    mkdirSync(lock);
    return true;
  } catch {
    return false;
  }
}
