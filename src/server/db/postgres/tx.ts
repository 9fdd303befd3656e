import type { Kysely } from "kysely";
import type { PoolClient, QueryResultRow } from "pg";
import type { Micros } from "../../../lib/clock.ts";
import { encode } from "../codec.ts";
import type { Statement } from "../statement.ts";
import type { MaybePromise, Tx } from "../store.ts";
import type { Tables } from "../tables.ts";
import type { PreparedNames } from "./prepared-names.ts";

export interface PostgresTxParts {
  client: PoolClient;
  db: Kysely<Tables>;
  names: PreparedNames;
  now: Micros;
}

/** What a unit on PostgreSQL writes with: one connection, in a transaction. */
export function postgresTx({ client, db, names, now }: PostgresTxParts): Tx & { topics: Set<string> } {
  const topics = new Set<string>();

  const query = <Row>(statement: Statement, values: unknown[]) =>
    client.query<Row & QueryResultRow>({ ...names.of(statement), text: statement.sql.postgres, values });

  return {
    dialect: "postgres",
    now,
    db,
    topics,
    all: async <Row>(statement: Statement, values: readonly unknown[]) =>
      (await query<Row>(statement, encodeAll(statement, values))).rows,
    run: async (statement, values) => (await query(statement, encodeAll(statement, values))).rowCount ?? 0,
    runRows: async (statement, rows) => {
      if (rows.length === 0) return [];
      const { rows: written } = await query<{ key: unknown }>(statement, columnsOfRows(statement, rows));
      return matchKeys(rows, written);
    },
    findRows: async <Row>(statement: Statement, ids: readonly string[]) => (await query<Row>(statement, [ids])).rows,
    savepoint: (part) => inSavepoint(client, part),
    touch: (topic) => topics.add(topic),
  };
}

async function inSavepoint<T>(client: PoolClient, part: () => MaybePromise<T>): Promise<T> {
  const opened = sendAhead(client, "SAVEPOINT part");
  try {
    const value = await part();
    await opened;
    void sendAhead(client, "RELEASE SAVEPOINT part"); // COMMIT tells when it failed
    return value;
  } catch (error) {
    await client.query("ROLLBACK TO SAVEPOINT part; RELEASE SAVEPOINT part");
    throw error;
  }
}

/** Sends a statement without waiting for its answer; the connection carries the next ones right behind it. */
export function sendAhead(client: PoolClient, sql: string): Promise<unknown> {
  const answer = client.query(sql);
  answer.catch(() => {}); // who awaits it sees the error; the transaction is lost for all others too
  return answer;
}

function encodeAll(statement: Statement, values: readonly unknown[]): unknown[] {
  return statement.kinds.map((kind, at) => encode(kind, values[at], "postgres"));
}

/** Turns rows into one array a column, which is what `unnest` takes. */
function columnsOfRows(statement: Statement, rows: readonly (readonly unknown[])[]): unknown[][] {
  return statement.kinds.map((kind, at) => rows.map((row) => encode(kind, row[at], "postgres")));
}

/** Which rows were written: those whose key came back, the first of each key. */
function matchKeys(rows: readonly (readonly unknown[])[], written: readonly { key: unknown }[]): boolean[] {
  const keys = new Set(written.map(({ key }) => String(key)));
  return rows.map((row) => keys.delete(String(row[0]).toLowerCase()));
}
