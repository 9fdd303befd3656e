import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyPlugin,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { DatabaseName } from "./columns.ts";
import { EncodeParameters } from "./runs/encode-parameters.ts";
import type { Tables } from "./tables.ts";

/** Runs one statement where a query belongs: inside a unit, outside of all units, or in a reader thread. */
export type Execute = (sql: string, parameters: readonly unknown[]) => Promise<Executed>;

export interface Executed {
  rows: unknown[];
  /** How many rows were written; undefined for a query. */
  changes?: number | undefined;
}

/** kysely over a function that runs statements; transactions are the store's affair. */
export function kyselyOver(database: DatabaseName, execute: Execute): Kysely<Tables> {
  const encoder = new EncodeParameters(database);
  const plugin: KyselyPlugin = {
    transformQuery: ({ node, queryId }) => encoder.transformNode(node, queryId),
    transformResult: async ({ result }) => result,
  };
  return new Kysely<Tables>({ dialect: dialectOver(database, execute), plugins: [plugin] });
}

function dialectOver(database: DatabaseName, execute: Execute): Dialect {
  const driver = driverOver(execute);
  if (database === "sqlite") {
    return {
      createDriver: () => driver,
      createAdapter: () => new SqliteAdapter(),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    };
  }
  return {
    createDriver: () => driver,
    createAdapter: () => new PostgresAdapter(),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

function driverOver(execute: Execute): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<R>(query: { sql: string; parameters: readonly unknown[] }): Promise<QueryResult<R>> {
      const { rows, changes } = await execute(query.sql, query.parameters);
      if (changes === undefined) return { rows: rows as R[] };
      return { rows: rows as R[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new Error("the store does not stream; ask for pages");
    },
  };
  return {
    init: async () => {},
    acquireConnection: async () => connection,
    beginTransaction: refuseTransaction,
    commitTransaction: refuseTransaction,
    rollbackTransaction: refuseTransaction,
    releaseConnection: async () => {},
    destroy: async () => {},
  };
}

async function refuseTransaction(): Promise<void> {
  throw new Error("use store.write(unit) instead of a transaction of kysely's");
}
