import { setTimeout as delay } from "node:timers/promises";
import { type Clock, type Micros, systemClock } from "../../lib/clock.ts";

/** Time as locks need it; replaced in tests. */
export interface Waiting {
  clock: Clock;
  /** Resolves after some seconds; rejects with the signal's reason. */
  pause(seconds: number, signal: AbortSignal | undefined): Promise<void>;
}

export const realWaiting: Waiting = {
  clock: systemClock,
  async pause(seconds, signal) {
    try {
      await delay(seconds * 1000, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

export interface PollOptions {
  everySeconds: number;
  timeoutSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Tries until it holds; false when the time is over. Tries at least once. @throws the signal's reason */
export async function pollUntil(
  holds: () => boolean | Promise<boolean>,
  waiting: Waiting,
  options: PollOptions,
): Promise<boolean> {
  const { everySeconds, timeoutSeconds = Infinity, signal } = options;
  const deadline: Micros = waiting.clock.now() + timeoutSeconds * 1_000_000;
  for (;;) {
    signal?.throwIfAborted();
    if (await holds()) return true;
    const left = (deadline - waiting.clock.now()) / 1_000_000;
    if (left <= 0) return false;
    await waiting.pause(Math.min(everySeconds, left), signal);
  }
}
