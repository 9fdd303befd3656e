import { findHome } from "../../lib/home.ts";

/** Options that say how one process is looked at, not how its program runs. */
const ofOneProcess = /^(--watch|--inspect|--test|--check|--eval|--print|--input-type|-[cepi]$)/;

/**
 * Starts this process anew where a flow needs options of Node that this one was not started with: a loader for
 * decorators, an env file. It stays the same process for whoever has started it.
 */
export function becomeNodeWith(execArgv: readonly string[]): void {
  const wanted = execArgv.filter((option) => !ofOneProcess.test(option));
  const missing = wanted.filter((option) => !process.execArgv.includes(option));
  if (missing.length === 0 || process.platform === "win32" || process.execve === undefined) return;
  const argv = [process.execPath, ...wanted, ...process.argv.slice(1)];
  process.execve(process.execPath, argv, { ...process.env, SLUICE_HOME: findHome() });
}
