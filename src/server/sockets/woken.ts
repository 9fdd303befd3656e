import type { Store } from "../db/store.ts";

export interface Waking {
  store: Store;
  /** Topics of commits that may have brought something. */
  topics: readonly string[];
  /** Looks again after this time also when nothing was told: hints may be lost (engine.md 7). */
  everyMs: number;
  /** Commits that come close together wake once. */
  pauseMs: number;
  signal: AbortSignal;
}

/** Yields at once, then whenever a commit may have brought something, until the signal is aborted. */
export async function* woken({ store, topics, everyMs, pauseMs, signal }: Waking): AsyncGenerator<void> {
  let wake: (() => void) | undefined;
  let isDue = true;
  const wakeUp = () => {
    isDue = true;
    wake?.();
  };
  const stopListening = store.onCommit((touched) => {
    if (touched.has("*") || topics.some((topic) => touched.has(topic))) wakeUp();
  });
  signal.addEventListener("abort", wakeUp);
  const again = setInterval(wakeUp, everyMs);
  again.unref();
  try {
    while (!signal.aborted) {
      if (!isDue) await new Promise<void>((resolve) => (wake = resolve));
      isDue = false;
      if (signal.aborted) return;
      yield;
      await pause(pauseMs, signal);
    }
  } finally {
    stopListening();
    clearInterval(again);
    signal.removeEventListener("abort", wakeUp);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
