import { wakes } from "../../../client/wake.ts";
import type { Api } from "../../host.ts";

/** Tells that something about a topic was committed: only a hint, so look for yourself now and then too. */
export class News implements Disposable {
  readonly #stop = new AbortController();
  #news = Promise.withResolvers<void>();

  constructor(api: Api, topic: string) {
    void this.#hear(api, topic);
  }

  /** Resolves at the next hint from now on. */
  next(): Promise<void> {
    return this.#news.promise;
  }

  async #hear(api: Api, topic: string): Promise<void> {
    for await (const _ of wakes(api, [topic], { signal: this.#stop.signal })) {
      this.#news.resolve();
      this.#news = Promise.withResolvers();
    }
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }
}
