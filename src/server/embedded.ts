import { join } from "node:path";
import { type Clock, systemClock } from "../lib/clock.ts";
import { textResponse } from "../lib/text-response.ts";
import { type App, createApp } from "./app.ts";
import { openStore } from "./db/store.ts";
import { backgroundServices } from "./services/background-services.ts";
import { runServices } from "./services/run-services.ts";
import { sweepLeases } from "./services/sweep-leases.ts";

export interface EmbeddedOptions {
  /** The folder in which Sluice keeps its things; it exists. */
  home: string;
  /** A path or a database URL. Default: `sluice.db` in the home. */
  database?: string | undefined;
  clock?: Clock | undefined;
  /** SQLite: "full" survives a power cut, too. Default "normal". */
  sync?: "normal" | "full" | undefined;
}

export interface Embedded extends AsyncDisposable {
  readonly fetch: App["fetch"];
  /** Settles the runs whose processes are gone; returns how many there were (engine.md S3). */
  sweep(): Promise<number>;
  /** Runs what a server does in the background: schedules, late runs, leases. */
  runServices(): AsyncDisposable;
  close(): Promise<void>;
}

/** The server inside of this process: no port, no background loops, nothing to start. */
export async function openEmbedded({ home, database, clock = systemClock, sync }: EmbeddedOptions): Promise<Embedded> {
  const path = database ?? join(home, "sluice.db");
  const store = await openStore({ database: path, clock, ...(sync === undefined ? {} : { sync }) });
  const { fetch } = createApp({ store, clock, settings: { gzip: false }, answer: textResponse });
  return {
    fetch,
    sweep: () => sweepLeases(store),
    runServices: () =>
      runServices(store, {
        clock,
        services: backgroundServices,
        onError: (error, { name }) => console.error(`The service ${name} failed and will be tried again:`, error),
      }),
    close: () => store.close(),
    [Symbol.asyncDispose]: () => store.close(),
  };
}
