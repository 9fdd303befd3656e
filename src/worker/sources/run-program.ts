import { spawn } from "node:child_process";
import { SourceError } from "./source-error.ts";

export interface ProgramOptions {
  cwd: string;
  env?: Readonly<Record<string, string>> | undefined;
  /** Texts that must be seen by nobody: they are replaced wherever the program says them. */
  secrets?: readonly string[] | undefined;
  /** Default 10 minutes. */
  timeoutSeconds?: number | undefined;
  onLine?: ((line: string) => void) | undefined;
}

const mostOutput = 1_000_000;

/**
 * Runs a program to its end and gives what it printed.
 *
 * @throws {SourceError} it is not there, fails, or takes too long: with the end of what it said
 */
export async function runProgram([program, ...args]: readonly [string, ...string[]], options: ProgramOptions) {
  const { cwd, env = {}, timeoutSeconds = 600 } = options;
  const hidden = (text: string) => withoutSecrets(text, options.secrets ?? []);
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeoutSeconds * 1000,
    killSignal: "SIGKILL",
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] = (said[stream] + text).slice(-mostOutput);
      options.onLine?.(hidden(text.trimEnd()));
    });
  const shown = hidden([program, ...args].join(" "));
  const code = await new Promise<number | string>((settle, fail) => {
    child.on("error", (cause: NodeJS.ErrnoException) => fail(notStarted(program, cause)));
    child.on("close", (exit, signal) => settle(exit ?? signal ?? "unknown"));
  });
  if (code === 0) return { stdout: hidden(said.stdout), stderr: hidden(said.stderr) };
  const why = code === "SIGKILL" ? `was ended after ${timeoutSeconds} s` : `ended with ${code}`;
  throw new SourceError(
    `"${shown}" ${why}. ${hidden(said.stderr || said.stdout)
      .trim()
      .slice(-2000)}`,
  );
}

function notStarted(program: string, cause: NodeJS.ErrnoException): SourceError {
  const why = cause.code === "ENOENT" ? "is not on the PATH, or its folder is not there" : cause.message;
  return new SourceError(`The program "${program}" could not be started: it ${why}.`, { cause });
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret !== "").reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
}
