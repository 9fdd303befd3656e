// Those in this process that wait for slots of the same limits stand in one line: only the first of them asks the
// server, so that a thousand waiting tasks are one request at a time.
//
// Invariants
//   L1. Who came first asks first; a place is left when its turn is over, however it ends.
//   L2. The first asks again when slots were given back here, when the server tells of some, and when its time is up.

import { wakes } from "../../client/wake.ts";
import type { Api } from "../host.ts";
import { sleepUntilNews } from "../engine/sleep.ts";
import type { Stopper } from "../engine/stopper.ts";

/** One line, for a set of limits. */
export class SlotLine {
  readonly #waiting: (() => void)[] = [];
  readonly #api: Api;
  readonly #names: readonly string[];
  #isTaken = false;
  #news = Promise.withResolvers<void>();
  #listening: AbortController | undefined;

  constructor(api: Api, names: readonly string[]) {
    this.#api = api;
    this.#names = names;
  }

  /** Runs `turn` when everybody who came before has had theirs. */
  async inTurn<T>(turn: () => Promise<T>): Promise<T> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
    try {
      return await turn();
    } finally {
      const next = this.#waiting.shift();
      this.#isTaken = next !== undefined;
      if (next === undefined) this.#stopListening();
      else next();
    }
  }

  /** Resolves when slots may be free, or after a time. */
  async untilNews(millis: number, stopper: Stopper): Promise<void> {
    this.#listen();
    await sleepUntilNews(this.#news.promise, millis, stopper);
  }

  /** Slots were given back. */
  wake(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  #listen(): void {
    if (this.#listening !== undefined) return;
    this.#listening = new AbortController();
    void this.#hear(this.#listening.signal);
  }

  async #hear(signal: AbortSignal): Promise<void> {
    const topics = this.#names.map((name) => `limit:${name}`);
    for await (const _ of wakes(this.#api, topics, { signal })) this.wake();
  }

  #stopListening(): void {
    this.#listening?.abort();
    this.#listening = undefined;
  }
}

const lines = new WeakMap<Api, Map<string, SlotLine>>();

/** The line of some limits in this process. */
export function lineFor(api: Api, names: readonly string[]): SlotLine {
  const ofApi = lines.get(api) ?? new Map<string, SlotLine>();
  lines.set(api, ofApi);
  const key = JSON.stringify(names.toSorted());
  const line = ofApi.get(key) ?? new SlotLine(api, names);
  ofApi.set(key, line);
  return line;
}
