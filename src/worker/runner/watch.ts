import { wakes } from "../../client/wake.ts";
import type { Api } from "../../sdk/host.ts";

export interface WatchOptions {
  /** Listeners are called so often also when nothing was told. */
  everyMs: number;
}

/** Calls its listeners when something may have happened to what it watches: by push, and now and then by itself. */
export class Watch implements Disposable {
  readonly #api: Api;
  readonly #topics = new Set<string>();
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #connection = new AbortController();
  #isDue = false;

  constructor(api: Api, { everyMs }: WatchOptions) {
    this.#api = api;
    this.#timer = setInterval(() => this.#tell(), everyMs);
  }

  listen(listener: () => void): void {
    this.#listeners.add(listener);
  }

  add(topics: readonly string[]): void {
    const before = this.#topics.size;
    for (const topic of topics) this.#topics.add(topic);
    if (this.#topics.size > before) this.#connectAgain();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#connection.abort();
  }

  #connectAgain(): void {
    this.#connection.abort();
    this.#connection = new AbortController();
    void this.#hear(this.#connection.signal);
  }

  async #hear(signal: AbortSignal): Promise<void> {
    for await (const _ of wakes(this.#api, [...this.#topics], { signal })) this.#tell();
  }

  /** Topics that are told together are one wake. */
  #tell(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    queueMicrotask(() => {
      this.#isDue = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
