// Invariants
//   H1. After every (re)connection each topic is yielded once: what happened while nobody listened is not missed.
//   H2. A topic that is told many times before it is taken is yielded once.

import type { Fetch } from "./fetch.ts";

export interface WakeOptions {
  signal: AbortSignal;
  /** Without a sign of life for so long the connection is made anew. Default 20 s. */
  silenceMs?: number;
  /** Between two attempts to connect; it doubles up to 30 s. Default 500 ms. */
  pauseMs?: number;
}

const longestPauseMs = 30_000;

/**
 * Yields a topic whenever something about it was committed, and all of them after each (re)connection. These are hints:
 * look for yourself now and then, too. Ends with the signal, or where the server has no such route (Prefect's).
 *
 * @example
 * for await (const topic of wakes(api, ["deployment:0199…"], { signal })) await claimDueRuns();
 */
export async function* wakes(
  api: { readonly url: string; readonly fetch: Fetch },
  topics: readonly string[],
  options: WakeOptions,
): AsyncGenerator<string, void> {
  const { signal, silenceMs = 20_000, pauseMs = 500 } = options;
  let pause = pauseMs;
  while (!signal.aborted) {
    const connection = new Connection(signal, silenceMs); // not `using`: an old Node must be able to read the front door
    try {
      const response = await connect(api, topics, connection.signal);
      if (response?.status === 404 || response?.status === 405 || response?.status === 422) return;
      if (response?.ok === true && response.body !== null) {
        pause = pauseMs;
        yield* told(response.body, topics, connection);
      }
    } finally {
      connection[Symbol.dispose]();
    }
    await sleep(pause, signal);
    pause = Math.min(pause * 2, longestPauseMs);
  }
}

/** One connection, which ends with its signal or by silence. */
class Connection implements Disposable {
  readonly #gone = new AbortController();
  readonly signal: AbortSignal;
  readonly #silenceMs: number;
  #silence: NodeJS.Timeout | undefined;

  constructor(signal: AbortSignal, silenceMs: number) {
    this.signal = AbortSignal.any([signal, this.#gone.signal]);
    this.#silenceMs = silenceMs;
    this.isAlive();
  }

  isAlive(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#gone.abort(), this.#silenceMs);
    this.#silence.unref();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#silence);
    this.#gone.abort();
  }
}

async function connect(
  api: { readonly url: string; readonly fetch: Fetch },
  topics: readonly string[],
  signal: AbortSignal,
): Promise<Response | undefined> {
  const request = new Request(`${api.url}/sluice/wake`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ topics }),
    signal,
  });
  return await Promise.race([api.fetch(request), aborted(signal)]).catch(() => undefined);
}

/** Reads on while topics wait to be taken (H2). */
async function* told(
  body: ReadableStream<Uint8Array>,
  topics: readonly string[],
  connection: Connection,
): AsyncGenerator<string, void> {
  const waiting = new Set(topics); // H1
  let news = Promise.withResolvers<void>();
  let isOpen = true;
  void read(body, connection, (topic) => {
    waiting.add(topic);
    news.resolve();
  }).finally(() => {
    isOpen = false;
    news.resolve();
  });
  for (;;) {
    for (const topic of waiting) {
      waiting.delete(topic);
      yield topic;
    }
    if (!isOpen) return;
    await news.promise;
    news = Promise.withResolvers();
  }
}

async function read(
  body: ReadableStream<Uint8Array>,
  connection: Connection,
  onTopic: (topic: string) => void,
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  const isGone = aborted(connection.signal);
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), isGone]);
      if (done === true) return;
      connection.isAlive();
      const lines = (rest + value).split("\n");
      rest = lines.pop()!;
      for (const line of lines) if (line !== "") onTopic((JSON.parse(line) as { topic: string }).topic);
    }
  } catch {
    // a connection that breaks is made anew
  } finally {
    reader.cancel().catch(() => {});
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  const gone = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener("abort", fail, { once: true });
  });
  gone.catch(() => {}); // whoever races it may have gone ahead
  return gone;
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    if (typeof timer === "object") timer.unref();
    signal.addEventListener("abort", end);
  });
}
