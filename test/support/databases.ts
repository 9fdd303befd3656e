// The databases that a store can live in, for contract tests that loop over them:
//
//   describe.each(databases)("on $name", ({ open, skip }) => {
//     test.skipIf(skip)("…", async () => { await using store = await open(clock); … });
//   });

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import type { Clock } from "../../src/lib/clock.ts";
import { openStore, type Store } from "../../src/server/db/store.ts";
import { postgresUrl, temporaryDatabase, type TemporaryDatabase } from "./postgres.ts";

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

// A database takes longer to make than most tests take. In a server of the test run's own, which goes with all that is
// in it, one is emptied and used again.
const isOwnServer = !process.env["SLUICE_TEST_POSTGRES_URL"];
const emptied: TemporaryDatabase[] = [];

async function openPostgres(clock: Clock): Promise<TemporaryStore> {
  const temporary = emptied.pop() ?? (await temporaryDatabase());
  const store = await openStore({ database: temporary.url, clock });
  return Object.assign(store, {
    database: temporary.url,
    async [Symbol.asyncDispose]() {
      if (isOwnServer) await store.write((tx) => sql.raw(emptyAllTables).execute(tx.db));
      await store.close();
      if (isOwnServer) emptied.push(temporary);
      else await temporary[Symbol.asyncDispose]();
    },
  });
}

// DELETE is quicker than TRUNCATE, which makes new files; what migrations have noted in `meta` stays.
const emptyAllTables = `DO $$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'meta' LOOP
      EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    DELETE FROM run_hour_hole; -- deleted runs make them
    DELETE FROM meta WHERE key = 'last_alive';
  END $$`;
