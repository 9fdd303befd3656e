import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { CommitListeners } from "../commit-listeners.ts";
import type { Executed } from "../kysely-over.ts";
import { kyselyOver } from "../kysely-over.ts";
import { StoreError } from "../store-error.ts";
import type { Store, StoreOptions, Unit } from "../store.ts";
import type { SqliteConnection } from "./connection.ts";
import { GroupCommit } from "./group-commit.ts";
import { explain, openForWriting } from "./open.ts";
import { ReaderThreads } from "./reader-threads.ts";
import { sqliteTx } from "./tx.ts";
import { watchOtherProcesses } from "./watch-other-processes.ts";
import { whenUnlocked } from "./when-locked.ts";

/** Opens a SQLite file as the store. */
export async function openSqliteStore(options: StoreOptions): Promise<Store> {
  const connection = await openForWriting({ file: options.database, sync: options.sync ?? "normal" });
  return storeOver(connection, options);
}

function storeOver(connection: SqliteConnection, { clock, database, readers = 0 }: StoreOptions): Store {
  // A server has requests of many clients in one turn of its loop: they share a commit.
  const writer = readers > 0 ? new GroupCommit(connection, () => setImmediate()) : new GroupCommit(connection);
  const listeners = new CommitListeners();
  const inUnit = kyselyOver("sqlite", async (sql, parameters) => {
    if (writer.openTransaction === undefined) throw new Error("a unit's transaction was used after the unit had ended");
    return connection.execute(sql, parameters);
  });
  const reading = kyselyOver("sqlite", (sql, parameters) => readCommitted(sql, parameters));
  const threads = readers > 0 ? new ReaderThreads(resolve(database), readers) : undefined;
  const stopWatching = watchOtherProcesses(connection, listeners);
  let isClosed = false;

  async function readCommitted(sql: string, parameters: readonly unknown[]): Promise<Executed> {
    for (;;) {
      await writer.openTransaction; // a read sees no unit's half-done work (T1)
      const executed = await whenUnlocked(() =>
        writer.openTransaction === undefined ? connection.execute(sql, parameters) : undefined,
      );
      if (executed !== undefined) return executed;
    }
  }

  async function write<T>(unit: Unit<T>): Promise<T> {
    if (isClosed) throw closed();
    const topics = new Set<string>();
    try {
      const value = await writer.commit(async () => {
        const tx = sqliteTx(connection, inUnit, clock.now());
        const done = await unit(tx);
        for (const topic of tx.topics) topics.add(topic);
        return done;
      });
      listeners.tell(topics);
      return value;
    } catch (error) {
      throw explain(error, database);
    }
  }

  return {
    dialect: "sqlite",
    write,
    async read(query, { deadlineMs } = {}) {
      if (isClosed) throw closed();
      if (threads === undefined) return query(reading);
      return query(kyselyOver("sqlite", (sql, parameters) => threads.read({ sql, parameters }, deadlineMs)));
    },
    onCommit: (listener) => listeners.add(listener),
    async close() {
      if (isClosed) return;
      isClosed = true;
      stopWatching();
      await writer.settled();
      await threads?.close();
      connection.close();
    },
  };
}

function closed(): StoreError {
  return new StoreError("closed", "the store is closed");
}
