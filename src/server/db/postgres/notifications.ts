// Invariants (engine.md S5)
//   N1. NOTIFY is sent after the commit, and many commits share one: it takes a lock that all databases' commits share.
//   N2. Whatever is lost (a connection, a long list of topics) is told as `*`: anything may have changed.

import type pg from "pg";
import { uuidv7 } from "../../../lib/uuid.ts";
import type { CommitListeners } from "../commit-listeners.ts";
import type { Driver } from "./driver.ts";

const channel = "sluice";
const coalesceMs = 5;
const longestPayload = 7000; // PostgreSQL allows 8000 bytes
const reconnectMs = 1000;
const anything = "*";

export interface NotificationParts {
  driver: Driver;
  config: pg.ClientConfig;
  pool: pg.Pool;
  listeners: CommitListeners;
}

/** Tells the other servers on the database what was committed here, and hears it from them. */
export class Notifications {
  readonly #parts: NotificationParts;
  readonly #sender = uuidv7(); // our own notifications come back to us
  readonly #pending = new Set<string>();
  #sending: NodeJS.Timeout | undefined;
  #listening: pg.Client | undefined;
  #reconnecting: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(parts: NotificationParts) {
    this.#parts = parts;
  }

  send(topics: ReadonlySet<string>): void {
    if (topics.size === 0 || this.#isClosed) return;
    for (const topic of topics) this.#pending.add(topic);
    this.#sending ??= setTimeout(() => void this.#flush(), coalesceMs);
  }

  /** Begins to listen, the first time that somebody wants to hear. */
  listen(): void {
    if (this.#listening !== undefined || this.#isClosed) return;
    const client = new this.#parts.driver.Client(this.#parts.config);
    this.#listening = client;
    client.on("notification", ({ payload }) => this.#hear(payload ?? ""));
    client.on("error", () => this.#listenAgain());
    client.on("end", () => this.#listenAgain());
    subscribe(client).catch(() => this.#listenAgain());
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#sending);
    clearTimeout(this.#reconnecting);
    await this.#listening?.end();
  }

  async #flush(): Promise<void> {
    const topics = [...this.#pending];
    this.#pending.clear();
    this.#sending = undefined;
    const payload = JSON.stringify({ sender: this.#sender, topics });
    const short =
      payload.length <= longestPayload ? payload : JSON.stringify({ sender: this.#sender, topics: [anything] });
    await this.#parts.pool.query("SELECT pg_notify($1, $2)", [channel, short]).catch(() => {}); // a hint may be lost
  }

  #hear(payload: string): void {
    const { sender, topics } = JSON.parse(payload) as { sender: string; topics: string[] };
    if (sender !== this.#sender) this.#parts.listeners.tell(new Set(topics));
  }

  #listenAgain(): void {
    if (this.#isClosed || this.#reconnecting !== undefined) return;
    this.#listening
      ?.removeAllListeners()
      .on("error", () => {})
      .end()
      .catch(() => {});
    this.#reconnecting = setTimeout(() => {
      this.#reconnecting = undefined;
      this.#listening = undefined;
      this.listen();
      this.#parts.listeners.tell(new Set([anything])); // N2
    }, reconnectMs);
    this.#reconnecting.unref();
  }
}

async function subscribe(client: pg.Client & { unref?(): void }): Promise<void> {
  await client.connect();
  client.unref?.(); // waiting for news keeps no script alive
  await client.query(`LISTEN ${channel}`);
}
