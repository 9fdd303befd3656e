// The command line as its user meets it: real processes, a home of one's own, a server on any free port.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../src/cli/bin.ts", import.meta.url));

export interface Outcome {
  code: number | string;
  stdout: string;
  stderr: string;
}

export interface Workplace extends AsyncDisposable {
  readonly home: string;
  /** Runs `sluice` with these arguments. */
  sluice(args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Runs a program, by its file. */
  node(args: readonly string[], env?: Record<string, string>): Promise<Outcome>;
  /** Starts `sluice` with these arguments, or a program by its file, and lets it run. */
  start(program: "sluice" | "node", args: readonly string[], env?: Record<string, string>): RunningProgram;
  /** Starts `sluice server start` on any free port; it is stopped with the workplace. */
  serve(args?: readonly string[], env?: Record<string, string>): Promise<RunningServer>;
}

export interface RunningServer {
  readonly url: string;
  readonly api: string;
  /** Sends a signal and resolves when the server has answered it on stderr. */
  signal(signal: NodeJS.Signals, answer: string): Promise<void>;
  /** Sends a signal and resolves with how the process ended. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null; stderr: string }>;
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Resolves when the program has said this, on stdout or stderr. */
  saying(text: string): Promise<void>;
  /** What it has said so far. */
  text(): string;
  /** Resolves with how it ended. */
  ended(): Promise<Outcome>;
}

/** A home in a temporary folder, and what is run with it. */
export async function makeWorkplace(): Promise<Workplace> {
  const home = await mkdtemp(join(tmpdir(), "sluice-home-"));
  const servers: RunningServer[] = [];
  const environment = (env: Record<string, string> = {}): NodeJS.ProcessEnv => ({
    ...cleanEnvironment(),
    SLUICE_HOME: home,
    SLUICE_PROFILES_PATH: join(home, "profiles.toml"), // not those of whoever runs the tests
    ...env,
  });
  const node = (args: readonly string[], env?: Record<string, string>): Promise<Outcome> =>
    new Promise((settle) => {
      const options = { env: environment(env), timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
      execFile(process.execPath, args, options, (error, stdout, stderr) =>
        settle({ code: error?.code ?? error?.signal ?? 0, stdout, stderr }),
      );
    });
  return {
    home,
    node,
    sluice: (args, env) => node([bin, ...args], env),
    start(program, args, env) {
      const all = program === "sluice" ? [bin, ...args] : [...args];
      return listenTo(spawn(process.execPath, all, { env: environment(env), stdio: "pipe" }));
    },
    async serve(args = [], env) {
      const server = await startServer([bin, "server", "start", "--port", "0", ...args], environment(env));
      servers.push(server);
      return server;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.stop()));
      await rm(home, { recursive: true, force: true });
    },
  };
}

function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(SLUICE|PREFECT)_|^(FORCE|NO)_COLOR$/.test(name)),
  );
}

async function startServer(args: string[], env: NodeJS.ProcessEnv): Promise<RunningServer> {
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const url = await readUrl(child, () => stderr);
  const exited = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  return {
    url,
    api: `${url}/api`,
    async signal(signal, answer) {
      child.kill(signal);
      while (!stderr.includes(answer)) await once(child.stderr, "data");
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      const [code, endedBy] = await exited;
      return { code, signal: endedBy, stderr };
    },
  };
}

function listenTo(child: ChildProcess): RunningProgram {
  const said = { stdout: "", stderr: "" };
  const exited = once(child, "close") as Promise<[number | null, NodeJS.Signals | null]>;
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream]!.setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
      child.emit("said");
    });
  }
  return {
    child,
    async saying(text) {
      const end = exited.then(() => {
        if (!`${said.stdout}${said.stderr}`.includes(text))
          throw new Error(`It ended without "${text}": ${said.stderr}`);
      });
      while (!`${said.stdout}${said.stderr}`.includes(text)) await Promise.race([once(child, "said"), end]);
    },
    text: () => said.stdout + said.stderr,
    async ended() {
      const [code, signal] = await exited;
      return { code: code ?? signal!, ...said };
    },
  };
}

async function readUrl(child: ChildProcess, stderr: () => string): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const url = /^API\s+(\S+)\/api$/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stdout!.resume(); // nobody reads on, and the server must not wait for that
    return url;
  }
  throw new Error(`The server did not start: ${stderr()}`);
}
