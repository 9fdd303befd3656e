import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { sqliteDecoder } from "../codec.ts";
import { columnKindsByName } from "../migrations/index.ts";
import type { Executed } from "../kysely-over.ts";

const cachedStatements = 500;

interface Prepared {
  readonly statement: StatementSync;
  readonly isQuery: boolean;
  readonly decoders: readonly (readonly [column: string, decode: (value: unknown) => unknown])[];
}

type Row = Record<string, unknown>;

/** One SQLite connection, with its prepared statements. */
export class SqliteConnection {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** False after an error for which SQLite has rolled the transaction back by itself. */
  get isInTransaction(): boolean {
    return this.#db.isTransaction;
  }

  /** Runs statements that take no parameters and return nothing. */
  script(sql: string): void {
    this.#db.exec(sql);
  }

  all(sql: string, parameters: readonly unknown[] = []): Row[] {
    const { statement, decoders } = this.#prepare(sql);
    const rows: Row[] = statement.all(...(parameters as SQLInputValue[]));
    for (const [column, decode] of decoders) {
      for (const row of rows) row[column] = decode(row[column]);
    }
    return rows;
  }

  run(sql: string, parameters: readonly unknown[] = []): number {
    return Number(this.#prepare(sql).statement.run(...(parameters as SQLInputValue[])).changes);
  }

  execute(sql: string, parameters: readonly unknown[]): Executed {
    if (this.#prepare(sql).isQuery) return { rows: this.all(sql, parameters) };
    return { rows: [], changes: this.run(sql, parameters) };
  }

  close(): void {
    this.#prepared.clear();
    this.#db.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    const prepared = prepare(this.#db, sql);
    if (this.#prepared.size >= cachedStatements) this.#prepared.delete(this.#prepared.keys().next().value!);
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

function prepare(db: DatabaseSync, sql: string): Prepared {
  const statement = db.prepare(sql);
  const columns = statement.columns();
  const decoders = columns.flatMap(({ name, column }) => {
    const decode = sqliteDecoder(columnKindsByName.get(column ?? name));
    return decode === undefined ? [] : [[name, decode] as const];
  });
  return { statement, isQuery: columns.length > 0, decoders };
}
