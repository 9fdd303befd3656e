// Lines of JSON for as long as somebody reads them: a topic whenever something about it was committed (engine.md W4).
//
// Invariants
//   K1. What is committed after the answer has begun is told at least once; many commits may share one line.
//   K2. A line costs nothing but hints: one that is lost is made up for by whoever polls (architecture.md, decision 3).

import type { Store } from "../db/store.ts";
import { type Topics, topicsOf } from "./topics.ts";

const sharedMs = 2;
const aliveEveryMs = 5_000;
const anything = "*";

/** Tells of topics until it is cancelled, or the server takes its leave. */
export async function wakeStream(
  store: Store,
  asked: readonly string[],
  ending: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const watch = new Watch(store, asked);
  await watch.lookUp();
  return lines(watch, ending);
}

/** What was committed about the topics and is not told yet. */
class Watch {
  readonly untold = new Set<string>();
  readonly #store: Store;
  readonly #asked: readonly string[];
  readonly #stopListening: () => void;
  #topics: Topics = { wanted: new Map(), stale: new Set() };
  onNews = (): void => {};

  constructor(store: Store, asked: readonly string[]) {
    this.#store = store;
    this.#asked = asked;
    this.#stopListening = store.onCommit((touched) => this.#hear(touched));
  }

  async lookUp(): Promise<void> {
    this.#topics = await topicsOf(this.#store, this.#asked);
  }

  stop(): void {
    this.#stopListening();
  }

  #hear(touched: ReadonlySet<string>): void {
    const before = this.untold.size;
    for (const topic of touched) {
      if (topic === anything) this.#tellAll();
      for (const asked of this.#topics.wanted.get(topic) ?? []) this.untold.add(asked);
      if (topic === anything || this.#topics.stale.has(topic)) this.#lookUpAgain();
    }
    if (this.untold.size > before) this.onNews();
  }

  /** A name may stand for another row now: whoever asked for it looks again, too. */
  #lookUpAgain(): void {
    if (this.#topics.stale.size === 0) return;
    this.lookUp().then(
      () => this.#tellAll(),
      () => this.#tellAll(),
    );
  }

  #tellAll(): void {
    for (const asked of this.#asked) this.untold.add(asked);
    this.onNews();
  }
}

function lines(watch: Watch, ending: AbortSignal): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = (): void => {};
  return new ReadableStream<Uint8Array>({
    start(controller) {
      let due: NodeJS.Timeout | undefined;
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const isFull = () => (controller.desiredSize ?? 0) <= 0; // nobody reads: its next pull brings what has gathered
      const tell = () => {
        due = undefined;
        if (watch.untold.size === 0 || isFull()) return;
        send([...watch.untold].map((topic) => `${JSON.stringify({ topic })}\n`).join(""));
        watch.untold.clear();
      };
      watch.onNews = () => void (due ??= setTimeout(tell, sharedMs));
      const alive = setInterval(() => isFull() || send("\n"), aliveEveryMs);
      alive.unref();
      stop = () => {
        watch.stop();
        clearTimeout(due);
        clearInterval(alive);
        ending.removeEventListener("abort", end);
      };
      const end = () => {
        stop();
        controller.close();
      };
      ending.addEventListener("abort", end);
      send("\n"); // headers go out with the first byte
      if (ending.aborted) end();
    },
    pull() {
      watch.onNews();
    },
    cancel() {
      stop();
    },
  });
}
