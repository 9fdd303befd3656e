import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import type { JobConfiguration, JobEnd, RunningJob } from "../infrastructure.ts";
import { splitCommand } from "./split-command.ts";

/** Starts the command of a job in a process group of its own, in its folder or a temporary one. */
export async function startCommand(configuration: JobConfiguration, deployed: string | null): Promise<RunningJob> {
  const [program, ...args] = splitCommand(configuration.command);
  const { folder, forget } = folderFor(configuration["working_dir"], deployed);
  const output = configuration["stream_output"] === false ? "ignore" : "inherit";
  const child = spawn(program ?? "", args, {
    cwd: folder,
    env: { ...process.env, ...configuration.env },
    stdio: ["ignore", output, output],
    detached: process.platform !== "win32",
  });
  const ended = new Promise<JobEnd>((resolve) => {
    child.once("exit", (exitCode, signal) => resolve({ exitCode, ...(signal && { reason: `ended by ${signal}` }) }));
  }).finally(forget);
  await started(child).catch((error: unknown) => {
    forget();
    throw error;
  });
  return { identifier: `${hostname()}:${child.pid}`, ended, stop: (grace) => stop(child, ended, grace) };
}

function folderFor(given: unknown, deployed: string | null): { folder: string; forget: () => void } {
  const folder = [given, deployed].find((one): one is string => typeof one === "string" && existsSync(one));
  if (folder !== undefined) return { folder, forget() {} };
  const temporary = mkdtempSync(join(tmpdir(), "sluice-run-"));
  return { folder: temporary, forget: () => rmSync(temporary, { recursive: true, force: true }) };
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>, graceSeconds: number): Promise<void> {
  signalGroup(child, "SIGTERM");
  const late = setTimeout(() => signalGroup(child, "SIGKILL"), graceSeconds * 1000);
  await ended;
  clearTimeout(late);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform !== "win32") process.kill(-child.pid!, signal);
    else child.kill(signal);
  } catch {
    // gone already
  }
}
