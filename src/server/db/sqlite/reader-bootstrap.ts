// What a reader thread runs: queries on a connection of its own, one after the other.

import { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { SqliteConnection } from "./connection.ts";
import type { ReaderAnswer, ReaderQuery } from "./reader-threads.ts";

const busyTimeoutMs = 2000; // may wait as SQLite does: nobody else's event loop stops

const { file } = workerData as { file: string };
const connection = new SqliteConnection(new DatabaseSync(file, { readOnly: true, timeout: busyTimeoutMs }));

parentPort!.on("message", ({ sql, parameters }: ReaderQuery) => {
  parentPort!.postMessage(answer(sql, parameters));
});

function answer(sql: string, parameters: readonly unknown[]): ReaderAnswer {
  try {
    return { rows: connection.all(sql, parameters) };
  } catch (error) {
    const { message, errcode } = error as Error & { errcode?: number };
    return { failure: { message, errcode } };
  }
}
