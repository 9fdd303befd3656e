import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../../src/lib/clock.ts";
import type { AnswerOf, BodyOf, PathParameters, QueryOf } from "../../../src/schemas/route.ts";
import type { Routes } from "../../../src/schemas/routes/index.ts";
import { createClient } from "../../../src/client/client.ts";
import { createApp } from "../../../src/server/app.ts";
import type { Store } from "../../../src/server/db/store.ts";
import { listen } from "../../../src/server/listen.ts";
import { runServices } from "../../../src/server/services/run-services.ts";
import { backgroundServices } from "../../../src/server/services/background-services.ts";
import type { Database } from "../../support/databases.ts";
import type { PrefectVenv } from "./prefect-venv.ts";

interface Sent<K extends keyof Routes> {
  params?: PathParameters<K>;
  query?: QueryOf<Routes[K]>;
  body?: BodyOf<Routes[K]>;
}

export interface PythonOptions {
  env?: Record<string, string>;
  /** Default 100 s. */
  timeoutSeconds?: number;
  /** Default: where the tests run. */
  cwd?: string;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A whole server on a port, and Python processes whose API it is. */
export interface InteropServer extends AsyncDisposable {
  readonly url: string;
  readonly store: Store;
  call<K extends keyof Routes>(key: K, sent?: Sent<K>): Promise<AnswerOf<Routes[K]>>;
  /** Runs a script of `scripts/`; the result is what its last line says as JSON. */
  python<T>(script: string, options?: PythonOptions): Promise<T>;
  /** Where a script is. */
  script(name: string): string;
  /** Runs the `prefect` command. */
  prefect(args: readonly string[], options?: PythonOptions): Promise<Ended>;
  /** Starts a process that goes on until it is killed. */
  start(command: string, args: readonly string[], env?: Record<string, string>): StartedProcess;
}

export interface StartedProcess extends AsyncDisposable {
  /** What it has written so far. */
  output(): string;
  /** Resolves when it has written this. */
  says(text: string): Promise<void>;
}

export interface InteropOptions {
  authString?: string;
  /** What runs in the background. Default: everything. */
  services?: typeof backgroundServices;
  /** Is given a copy of every request. */
  onRequest?: (request: Request) => void;
}

const scripts = fileURLToPath(new URL("../scripts/", import.meta.url));

export async function openInteropServer(
  database: Database,
  venv: PrefectVenv,
  { authString, services = backgroundServices, onRequest }: InteropOptions = {},
): Promise<InteropServer> {
  const stack = new AsyncDisposableStack();
  const store = stack.use(await database.open(systemClock));
  stack.use(runServices(store, { clock: systemClock, services, onError: (error) => console.error(error) }));
  const app = createApp({ store, authString });
  const listening = await listen({
    sockets: app.sockets,
    fetch(request) {
      onRequest?.(request.clone());
      return app.fetch(request);
    },
  });
  stack.defer(() => listening.close({ graceSeconds: 1 }));
  const home = mkdtempSync(join(tmpdir(), "sluice-interop-"));
  stack.defer(() => rmSync(home, { recursive: true, force: true }));
  const url = `${listening.url}/api`;
  const client = createClient({ fetch: createApp({ store }).fetch, baseUrl: url });
  const env = environment(url, home);

  return {
    url,
    store,
    call: (key, sent) => client.call(key, sent as never),
    async python<T>(script: string, options: PythonOptions = {}) {
      const ended = await runToEnd(venv.python, [join(scripts, script)], {
        ...options,
        env: { ...env, ...options.env },
      });
      if (ended.code !== 0) throw new Error(`${script} ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
      return JSON.parse(ended.stdout.trimEnd().split("\n").at(-1)!) as T;
    },
    script: (name) => join(scripts, name),
    prefect: (args, options = {}) => runToEnd(venv.prefect, args, { ...options, env: { ...env, ...options.env } }),
    start: (command, args, more = {}) => startProcess(command, args, { ...env, ...more }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Each server has its own homes: results and memos of one must not be found by another. */
function environment(url: string, home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    PREFECT_HOME: home,
    PREFECT_PROFILES_PATH: join(home, "profiles.toml"),
    PREFECT_LOCAL_STORAGE_PATH: join(home, "storage"),
    PREFECT_MEMO_STORE_PATH: join(home, "memo.toml"),
    PREFECT_API_URL: url,
    PREFECT_SERVER_ALLOW_EPHEMERAL_MODE: "false",
    DO_NOT_TRACK: "1",
    PYTHONUNBUFFERED: "1",
    NO_COLOR: "1",
    COLUMNS: "200",
  };
}

function runToEnd(
  command: string,
  args: readonly string[],
  { env, timeoutSeconds = 60, cwd }: PythonOptions,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: env ?? {},
      cwd,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutSeconds * 1000,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

function startProcess(command: string, args: readonly string[], env: Record<string, string>): StartedProcess {
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const listeners = new Set<() => void>();
  const hear = (text: Buffer) => {
    output += text.toString();
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    output: () => output,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!output.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void closed.then(() => reject(new Error(`it ended without saying "${text}":\n${output}`)));
      }),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
      await closed;
      clearTimeout(killed);
    },
  };
}
