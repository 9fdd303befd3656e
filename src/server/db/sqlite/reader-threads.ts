// Invariants (engine.md S1)
//   H1. A thread runs one query at a time; the next one takes the first free thread, in the order of asking.
//   H2. A query past its deadline rejects at once and costs nobody a thread: its thread is replaced. SQLite cannot
//       be stopped from outside in the middle of a query, so the old thread ends when its query does.
//   H3. As many threads as there are may be on their way out; beyond that, queries wait, each for its own deadline.

import { Worker } from "node:worker_threads";
import type { Executed } from "../kysely-over.ts";
import { ReadDeadlineExceeded, StoreError } from "../store-error.ts";

export interface ReaderQuery {
  sql: string;
  parameters: readonly unknown[];
}

export type ReaderAnswer = { rows: unknown[] } | { failure: { message: string; errcode: number | undefined } };

interface Asked extends ReaderQuery {
  resolve(executed: Executed): void;
  reject(error: Error): void;
  timer?: NodeJS.Timeout;
}

/** Reads a database file in threads, so that a slow query stops neither the event loop nor the other queries. */
export class ReaderThreads {
  readonly #file: string;
  readonly #count: number;
  readonly #free: Worker[] = [];
  readonly #busy = new Map<Worker, Asked>();
  readonly #leaving = new Set<Worker>();
  readonly #waiting: Asked[] = [];
  #isClosed = false;

  constructor(file: string, count: number) {
    this.#file = file;
    this.#count = count;
  }

  /** @throws ReadDeadlineExceeded when the query has not ended after that time, waiting included. */
  read(query: ReaderQuery, deadlineMs?: number): Promise<Executed> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(new StoreError("closed", "the store is closed"));
      const asked: Asked = { ...query, resolve, reject };
      if (deadlineMs !== undefined) asked.timer = setTimeout(() => this.#miss(asked, deadlineMs), deadlineMs);
      this.#waiting.push(asked);
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new StoreError("closed", "the store was closed while the query ran");
    for (const asked of [...this.#busy.values(), ...this.#waiting.splice(0)]) this.#settle(asked, { error: closed });
    for (const worker of this.#busy.keys()) this.#dismiss(worker); // ends with its query: nobody waits for that
    await Promise.all(this.#free.map((worker) => worker.terminate()));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const worker = this.#free.pop() ?? this.#start();
      if (worker === undefined) return;
      const asked = this.#waiting.shift()!;
      this.#busy.set(worker, asked);
      worker.postMessage({ sql: asked.sql, parameters: asked.parameters } satisfies ReaderQuery);
    }
  }

  #start(): Worker | undefined {
    const running = this.#free.length + this.#busy.size;
    if (running >= this.#count || running + this.#leaving.size >= 2 * this.#count) return undefined; // H3
    const worker = new Worker(new URL("./reader-bootstrap.ts", import.meta.url), { workerData: { file: this.#file } });
    worker.unref(); // an idle reader keeps no process alive
    worker.on("message", (answer: ReaderAnswer) => this.#answered(worker, answer));
    worker.on("error", (error) => this.#died(worker, error as Error));
    worker.on("exit", () => this.#left(worker));
    return worker;
  }

  #answered(worker: Worker, answer: ReaderAnswer): void {
    const asked = this.#busy.get(worker);
    if (asked === undefined) return; // too late
    this.#busy.delete(worker);
    this.#free.push(worker);
    if ("rows" in answer) this.#settle(asked, { rows: answer.rows });
    else this.#settle(asked, { error: Object.assign(new Error(answer.failure.message), answer.failure) });
    this.#next();
  }

  /** H2. */
  #miss(asked: Asked, deadlineMs: number): void {
    const waiting = this.#waiting.indexOf(asked);
    if (waiting >= 0) this.#waiting.splice(waiting, 1);
    for (const [worker, running] of this.#busy) if (running === asked) this.#dismiss(worker);
    this.#settle(asked, { error: new ReadDeadlineExceeded(deadlineMs) });
    this.#next();
  }

  #dismiss(worker: Worker): void {
    this.#busy.delete(worker);
    this.#leaving.add(worker);
    void worker.terminate();
  }

  #died(worker: Worker, error: Error): void {
    const asked = this.#busy.get(worker);
    this.#busy.delete(worker);
    if (asked !== undefined) this.#settle(asked, { error });
  }

  #left(worker: Worker): void {
    this.#leaving.delete(worker);
    if (!this.#isClosed) this.#next();
  }

  #settle(asked: Asked, outcome: Executed | { error: Error }): void {
    clearTimeout(asked.timer);
    if ("error" in outcome) asked.reject(outcome.error);
    else asked.resolve(outcome);
  }
}
