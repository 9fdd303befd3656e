// A server of its own for a test, in a process of its own, over a home that the SDK has filled.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createClient, type Client } from "../../../src/client/client.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const makeRunsFile = fileURLToPath(new URL("make-runs.ts", import.meta.url));
const serveFile = fileURLToPath(new URL("serve-invoices.ts", import.meta.url));
const run = promisify(execFile);

export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly client: Client;
  /** Runs the flows of `make-runs.ts` to their end. */
  makeRuns(...args: string[]): Promise<void>;
  /** Starts a flow of `make-runs.ts` and does not wait for it. */
  startRun(...args: string[]): ChildProcess;
  /** Serves the flow of `serve-invoices.ts`. */
  startServing(): ChildProcess;
}

export interface SiteOptions {
  /** `user:password` that the server asks for. */
  authString?: string;
}

export async function openSite({ authString }: SiteOptions = {}): Promise<Site> {
  await buildUi();
  const home = await mkdtemp(join(tmpdir(), "sluice-e2e-"));
  const env = { ...process.env, SLUICE_HOME: home, NO_COLOR: "1", SLUICE_API_URL: "", PREFECT_API_URL: "" };
  const guarded = authString === undefined ? env : { ...env, SLUICE_SERVER_API_AUTH_STRING: authString };
  const server = spawn(process.execPath, ["src/cli/bin.ts", "server", "start", "--port", "0"], {
    cwd: root,
    env: guarded,
  });
  const url = await addressOf(server);
  const authorization = authString === undefined ? {} : { authorization: `Basic ${btoa(authString)}` };
  const started: ChildProcess[] = [];
  const start = (file: string, ...args: string[]): ChildProcess => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, env, stdio: "ignore" });
    started.push(child);
    return child;
  };

  return {
    url,
    client: createClient({ fetch: (request) => fetch(request), baseUrl: `${url}/api`, headers: authorization }),
    async makeRuns(...args) {
      await run(process.execPath, [makeRunsFile, ...args], { cwd: root, env, maxBuffer: 256 * 1024 * 1024 });
    },
    startRun: (...args) => start(makeRunsFile, ...args),
    startServing: () => start(serveFile),
    async [Symbol.asyncDispose]() {
      for (const child of [...started, server]) await stop(child);
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** The address that the server's banner says. */
async function addressOf(server: ChildProcess): Promise<string> {
  let output = "";
  server.stderr!.on("data", (chunk: Buffer) => (output += chunk.toString()));
  for await (const chunk of server.stdout!) {
    output += String(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(output);
    if (address === null) continue;
    server.stdout!.resume();
    return address[0];
  }
  throw new Error(`The server ended before it listened: ${output}`);
}

let built: Promise<void> | undefined;

/** The UI as it is in the sources; `SLUICE_E2E_BUILT=1` takes what is built already. */
function buildUi(): Promise<void> {
  const isBuilt = process.env["SLUICE_E2E_BUILT"] === "1" && existsSync(`${root}/dist/ui/index.html`);
  return (built ??= isBuilt
    ? Promise.resolve()
    : run("npm", ["run", "build", "-w", "ui"], { cwd: root, env: { ...process.env, NODE_ENV: "production" } }).then(
        () => undefined,
      ));
}
