// The seam between the server and its database (engine.md S1).
//
// Invariants
//   T1. A unit sees no other unit's half-done work, and no read sees a unit's.
//   T2. `write` resolves after COMMIT, never before; a unit that throws leaves nothing behind and disturbs no other.
//   T3. Topics are hints: they are told after the commit, and may be lost.

import type { Kysely } from "kysely";
import type { Clock, Micros } from "../../lib/clock.ts";
import type { DatabaseName } from "./columns.ts";
import type { RowsStatement, Statement } from "./statement.ts";
import type { Tables } from "./tables.ts";

/** SQLite answers at once, PostgreSQL later; `await` works for both. */
export type MaybePromise<T> = T | Promise<T>;

/** What a unit of work writes with. It ends with the unit: never keep it. */
export interface Tx {
  readonly dialect: DatabaseName;
  /** The time at which the unit began: everything that it writes carries this one. */
  readonly now: Micros;
  readonly db: Kysely<Tables>;
  /** The rows of a hot statement. */
  all<Row>(statement: Statement, values: readonly unknown[]): MaybePromise<Row[]>;
  /** Runs a hot statement and tells how many rows it wrote. */
  run(statement: Statement, values: readonly unknown[]): MaybePromise<number>;
  /** Writes many rows and tells of each whether it was written (an ignored one was not). */
  runRows(statement: RowsStatement, rows: readonly (readonly unknown[])[]): MaybePromise<boolean[]>;
  /** The rows with these ids, locked until the unit ends. */
  findRows<Row>(statement: Statement, ids: readonly string[]): MaybePromise<Row[]>;
  /** A part of the unit that can fail alone: what it wrote is undone, and its error is thrown. */
  savepoint<T>(part: () => MaybePromise<T>): Promise<T>;
  /** Names what has changed, for those who wait: `flow-run`, `flow-run:<id>`. */
  touch(topic: string): void;
}

/** A unit of work. PostgreSQL may run it again after a deadlock, so it changes nothing but rows. */
export type Unit<T> = (tx: Tx) => MaybePromise<T>;

export interface Store {
  readonly dialect: DatabaseName;
  /**
   * Runs a unit and commits it. On SQLite the units that queue up meanwhile share one transaction.
   * Never call it from inside of a unit or of a read: it would wait for itself.
   */
  write<T>(unit: Unit<T>): Promise<T>;
  /**
   * Runs queries that write nothing. Each statement sees what was committed before it.
   *
   * @throws ReadDeadlineExceeded where the store has reader threads or is PostgreSQL.
   */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>, options?: { deadlineMs?: number }): Promise<T>;
  /** Is told after each commit what it touched; `*` when another process wrote something unknown. */
  onCommit(listener: CommitListener): () => void;
  /** Commits what is queued, and closes. */
  close(): Promise<void>;
}

export type CommitListener = (topics: ReadonlySet<string>) => void;

export interface StoreOptions {
  /** A path, or a `sqlite:` or `postgresql:` URL. */
  database: string;
  clock: Clock;
  /** SQLite: "normal" survives the death of the process, "full" also a power cut. Default "normal". */
  sync?: "normal" | "full";
  /** SQLite: how many threads read, so that a slow query stops nobody. Default 0: reads run on the writer's connection. */
  readers?: number;
  /** PostgreSQL: how many connections at most. Default 10. */
  connections?: number;
}

/** Opens the store, and brings its tables up to date. */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (/^postgres(ql)?:/.test(options.database)) {
    const { openPostgresStore } = await import("./postgres/store.ts");
    return openPostgresStore(options);
  }
  const { openSqliteStore } = await import("./sqlite/store.ts");
  return openSqliteStore({ ...options, database: options.database.replace(/^sqlite:(\/\/)?/, "") });
}
