// The databases that a store can live in, for contract tests that loop over them:
//
//   describe.each(databases)("on $name", ({ open, skip }) => {
//     test.skipIf(skip)("…", async () => { await using store = await open(clock); … });
//   });

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock } from "../../src/lib/clock.ts";
import { openStore, type Store } from "../../src/server/db/store.ts";
import { postgresUrl, temporaryDatabase } from "./postgres.ts";

export type TemporaryStore = Store & AsyncDisposable & { readonly database: string };

export interface Database {
  name: "SQLite" | "PostgreSQL";
  /** True where this machine has no such database. */
  skip: boolean;
  open(clock: Clock): Promise<TemporaryStore>;
}

export const databases: readonly Database[] = [
  { name: "SQLite", skip: false, open: openSqlite },
  { name: "PostgreSQL", skip: (await postgresUrl()) === null, open: openPostgres },
];

async function openSqlite(clock: Clock): Promise<TemporaryStore> {
  const folder = mkdtempSync(join(tmpdir(), "sluice-store-"));
  const database = join(folder, "sluice.db");
  const store = await openStore({ database, clock });
  return Object.assign(store, {
    database,
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  });
}

async function openPostgres(clock: Clock): Promise<TemporaryStore> {
  const temporary = await temporaryDatabase();
  const store = await openStore({ database: temporary.url, clock });
  return Object.assign(store, {
    database: temporary.url,
    async [Symbol.asyncDispose]() {
      await store.close();
      await temporary[Symbol.asyncDispose]();
    },
  });
}
