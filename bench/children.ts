// The processes that a bench is made of.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type Environment = Record<string, string>;

export const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const cli = pathOf("../src/cli/bin.ts");

/** Runs a row in a process of its own and reads the JSON object that it prints. */
export async function runRow<T>(row: string, env: Environment = {}): Promise<T> {
  const { stdout } = await run(["--expose-gc", pathOf(`rows/${row}.ts`)], env);
  return JSON.parse(stdout.trim().split("\n").at(-1) as string) as T;
}

export async function run(args: string[], env: Environment = {}): Promise<{ stdout: string }> {
  const quiet = { ...process.env, SLUICE_LOGGING_LEVEL: "CRITICAL", ...env };
  return await promisify(execFile)(process.execPath, args, { env: quiet, maxBuffer: 2 ** 26 });
}

/** Milliseconds from the start of a process to its end: the best of several. */
export async function bestMillis(args: string[], env: Environment = {}): Promise<number> {
  let best = Infinity;
  for (let time = 0; time < 7; time++) {
    const started = performance.now();
    await run(args, env);
    best = Math.min(best, performance.now() - started);
  }
  return best;
}

export interface RunningServer extends AsyncDisposable {
  url: string;
}

/** `sluice server start` on a free port of the loopback. */
export async function startServer(env: Environment): Promise<RunningServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [cli, "server", "start", "--port", String(port)], {
    env: { ...process.env, ...env },
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}/api`;
  await answering(`${url}/health`, child);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (child.exitCode !== null) throw new Error(`The server ended with code ${child.exitCode}.`);
    if (
      await fetch(url).then(
        (response) => response.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nothing answered at ${url}.`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
