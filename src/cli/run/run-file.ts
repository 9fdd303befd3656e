import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { CommandFailure } from "../failure.ts";

/**
 * Runs a file as the main module of Node with our TypeScript loader; this process becomes it where it can.
 *
 * @throws {CommandFailure} when there is no such file.
 */
export async function runFile(file: string, rest: string[]): Promise<void> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandFailure(`There is no file ${path} to run.`);
  const argv = [...process.execArgv, "--import", new URL("../../register.ts", import.meta.url).href, path, ...rest];
  // The same process id: a signal to the command, SIGKILL too, is one to the flow.
  if (process.platform !== "win32") process.execve?.(process.execPath, [process.execPath, ...argv], process.env);
  await runChild(argv);
}

/** Where a process cannot be replaced: a child whose end is ours. */
async function runChild(argv: string[]): Promise<void> {
  const child = spawn(process.execPath, argv, { stdio: "inherit" });
  const ignore = (): void => {}; // the terminal sends it to the child too, which decides what it means
  process.on("SIGINT", ignore);
  const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  process.off("SIGINT", ignore);
  if (signal !== null) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}
