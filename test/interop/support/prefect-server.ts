import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { spawn } from "node:child_process";
import type { PrefectVenv } from "./prefect-venv.ts";

export interface PrefectServer extends AsyncDisposable {
  readonly url: string;
  /** Its SQLite file. */
  readonly database: string;
  post<T>(path: string, body: unknown): Promise<T>;
}

const startMs = 90_000;

/** Starts Prefect's own server, over a database of its own. */
export async function startPrefectServer(venv: PrefectVenv): Promise<PrefectServer> {
  const home = mkdtempSync(join(tmpdir(), "sluice-prefect-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api`;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    PREFECT_HOME: home,
    PREFECT_MEMO_STORE_PATH: join(home, "memo.toml"),
    PREFECT_SERVER_ANALYTICS_ENABLED: "false",
    DO_NOT_TRACK: "1",
  };
  const args = ["server", "start", "--host", "127.0.0.1", "--port", String(port), "--no-ui"];
  const child = spawn(venv.prefect, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (output += text.toString()));
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));

  async function stop(): Promise<void> {
    child.kill("SIGTERM");
    const cut = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await closed;
    clearTimeout(cut);
    rmSync(home, { recursive: true, force: true });
  }

  const until = Date.now() + startMs;
  while (!(await isReady(url))) {
    if (Date.now() > until || child.exitCode !== null) {
      await stop();
      throw new Error(`Prefect's server did not start:\n${output}`);
    }
    await sleep(250);
  }
  return {
    url,
    database: join(home, "prefect.db"),
    async post<T>(path: string, body: unknown) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(url + path, { method: "POST", headers, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    [Symbol.asyncDispose]: stop,
  };
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
