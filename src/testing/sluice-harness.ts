import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, systemClock } from "../lib/clock.ts";
import { disconnect } from "../sdk/engine/reporting/process.ts";
import { shared } from "../sdk/global.ts";
import type { Api, Host } from "../sdk/host.ts";
import { localStorage } from "../sdk/results/local-storage.ts";
import { createApp } from "../server/app.ts";
import { openStore, type Store } from "../server/db/store.ts";

export interface SluiceHarness extends AsyncDisposable {
  readonly api: Api;
  /** @internal */
  readonly store: Store;
  /** The folder of this server: its database, and results that are too large for it. */
  readonly folder: string;
  /** Asks the server as a client would. */
  get<T = unknown>(path: string): Promise<T>;
  post<T = unknown>(path: string, body: unknown): Promise<T>;
}

export interface HarnessOptions {
  clock?: Clock;
  /** Default: a SQLite file in a temporary folder. */
  database?: string;
  /** Comes between the SDK and the server: to fail, to delay, to count. */
  wrapFetch?: (fetch: Api["fetch"]) => Api["fetch"];
}

/**
 * A server of its own in this process, which flows and tasks report to until it is disposed.
 *
 * @example
 * await using sluice = await startSluice();
 * const state = await myFlow().state();
 */
export async function startSluice(options: HarnessOptions = {}): Promise<SluiceHarness> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-"));
  const store = await openStore({
    database: options.database ?? join(folder, "sluice.db"),
    clock: options.clock ?? systemClock,
  });
  const app = createApp({ store, ...(options.clock === undefined ? {} : { clock: options.clock }) });
  const fetch = options.wrapFetch?.(app.fetch) ?? app.fetch;
  const api: Api = { url: "http://sluice.test/api", kind: "embedded", fetch };
  const restore = replaceHost({
    openApi: () => Promise.resolve(api),
    openResultStorage: () => Promise.resolve(localStorage(join(folder, "results"))),
    secretKey: () => "harness",
  });
  return {
    api,
    store,
    folder,
    get: (path) => request(api, path),
    post: (path, body) => request(api, path, body),
    async [Symbol.asyncDispose]() {
      await disconnect();
      restore();
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function replaceHost(host: Host): () => void {
  const before = shared.host;
  shared.host = host;
  return () => {
    shared.host = before;
  };
}

async function request<T>(api: Api, path: string, body?: unknown): Promise<T> {
  const init =
    body === undefined
      ? {}
      : { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await api.fetch(new Request(`${api.url}${path}`, init));
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
