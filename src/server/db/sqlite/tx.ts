import type { Kysely } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import { encode } from "../codec.ts";
import type { Statement } from "../statement.ts";
import type { MaybePromise, Tx } from "../store.ts";
import type { Tables } from "../tables.ts";
import type { SqliteConnection } from "./connection.ts";

/** What a unit on SQLite writes with: the connection, inside the group's transaction. */
export function sqliteTx(connection: SqliteConnection, db: Kysely<Tables>, now: Micros): Tx & { topics: Set<string> } {
  const topics = new Set<string>();
  return {
    dialect: "sqlite",
    now,
    db,
    topics,
    all: <Row>(statement: Statement, values: readonly unknown[]) =>
      connection.all(statement.sql.sqlite, encodeAll(statement, values)) as Row[],
    run: (statement, values) => connection.run(statement.sql.sqlite, encodeAll(statement, values)),
    runRows: (statement, rows) =>
      rows.map((row) => connection.run(statement.sql.sqlite, encodeAll(statement, row)) > 0),
    findRows: <Row>(statement: Statement, ids: readonly string[]) =>
      ids.flatMap((id) => connection.all(statement.sql.sqlite, encodeAll(statement, [id])) as Row[]),
    savepoint: (part) => inSavepoint(connection, part),
    touch: (topic) => topics.add(topic),
  };
}

/** Runs a part that can fail alone: its writes are undone then, and its error thrown. */
export async function inSavepoint<T>(connection: SqliteConnection, part: () => MaybePromise<T>): Promise<T> {
  connection.run("SAVEPOINT part");
  try {
    const value = await part();
    connection.run("RELEASE part");
    return value;
  } catch (error) {
    // After some errors (a full disk) SQLite has rolled everything back by itself.
    if (connection.isInTransaction) {
      connection.run("ROLLBACK TO part");
      connection.run("RELEASE part");
    }
    throw error;
  }
}

function encodeAll({ kinds }: Statement, values: readonly unknown[]): unknown[] {
  const encoded: unknown[] = [];
  for (let at = 0; at < kinds.length; at++) encoded.push(encode(kinds[at]!, values[at], "sqlite"));
  return encoded;
}
