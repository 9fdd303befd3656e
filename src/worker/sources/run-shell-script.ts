import { resolve } from "node:path";
import type { Json, JsonObject } from "../../lib/json.ts";
import type { StepEnd } from "./pull-into.ts";
import { runProgram } from "./run-program.ts";
import { SourceError } from "./source-error.ts";

/** The step `run_shell_script`: each line of `script` is a command with its arguments, or all of it goes to a shell. */
export async function runShellScript(inputs: JsonObject, { directory }: { directory: string }): Promise<StepEnd> {
  const { script, env, stream_output: streams, directory: own } = inputs;
  if (typeof script !== "string") throw new SourceError('The step run_shell_script lacks its "script".');
  const shell: [string, ...string[]] =
    process.platform === "win32" ? ["cmd", "/d", "/c", script] : ["sh", "-ec", script];
  const { stdout, stderr } = await runProgram(shell, {
    cwd: typeof own === "string" ? resolve(directory, own) : directory,
    env: Object.fromEntries(Object.entries((env ?? {}) as JsonObject).map(([name, value]) => [name, textOf(value)])),
    onLine: streams === false ? undefined : (line) => console.error(line),
  });
  return { outputs: { stdout: stdout.trim(), stderr: stderr.trim() } };
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
