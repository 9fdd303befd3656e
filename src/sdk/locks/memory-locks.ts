// Invariants
//   L1. A lock has one holder, until it is released or its hold timeout is over.
//   L2. Waiters get the lock in the order in which they came; one that gave up is passed over.

import type { Micros } from "../../lib/clock.ts";
import { type AcquireOptions, type LockManager, LockNotHeld, type WaitOptions } from "./lock-manager.ts";
import { pollUntil, realWaiting, type Waiting } from "./waiting.ts";

interface Held {
  holder: string;
  expires: Micros;
}

const everySeconds = 0.1; // finds hold timeouts that are over; a release wakes waiters at once

/** Locks within one process. */
export class MemoryLocks implements LockManager {
  readonly #waiting: Waiting;
  readonly #held = new Map<string, Held>();
  readonly #lines = new Map<string, Set<object>>();
  readonly #asleep = new Set<AbortController>();

  constructor(waiting: Waiting = realWaiting) {
    this.#waiting = waiting;
  }

  async acquire(key: string, options: AcquireOptions): Promise<boolean> {
    if (this.#current(key)?.holder === options.holder) return true;
    const place = {};
    const line = this.#lines.get(key) ?? new Set();
    this.#lines.set(key, line.add(place));
    try {
      return await this.#poll(
        () => first(line) === place && this.#take(key, options),
        options.acquireTimeoutSeconds,
        options.signal,
      );
    } finally {
      line.delete(place);
      if (line.size === 0) this.#lines.delete(key);
      this.#wake();
    }
  }

  async release(key: string, holder: string): Promise<void> {
    if (this.#current(key)?.holder !== holder) throw LockNotHeld.by(holder, key);
    this.#held.delete(key);
    this.#wake();
  }

  async isLocked(key: string): Promise<boolean> {
    return this.#current(key) !== undefined;
  }

  async isHolder(key: string, holder: string): Promise<boolean> {
    return this.#current(key)?.holder === holder;
  }

  async wait(key: string, { timeoutSeconds, signal }: WaitOptions = {}): Promise<boolean> {
    return await this.#poll(() => this.#current(key) === undefined, timeoutSeconds, signal);
  }

  #take(key: string, { holder, holdTimeoutSeconds = Infinity }: AcquireOptions): boolean {
    if (this.#current(key) !== undefined) return false;
    this.#held.set(key, { holder, expires: this.#waiting.clock.now() + holdTimeoutSeconds * 1_000_000 });
    return true;
  }

  #current(key: string): Held | undefined {
    const held = this.#held.get(key);
    if (held === undefined || held.expires > this.#waiting.clock.now()) return held;
    this.#held.delete(key);
    return undefined;
  }

  #poll(holds: () => boolean, timeoutSeconds: number | undefined, signal: AbortSignal | undefined): Promise<boolean> {
    const { clock } = this.#waiting;
    return pollUntil(
      holds,
      { clock, pause: (seconds, stop) => this.#sleep(seconds, stop) },
      { everySeconds, timeoutSeconds, signal },
    );
  }

  async #sleep(seconds: number, signal: AbortSignal | undefined): Promise<void> {
    const alarm = new AbortController();
    this.#asleep.add(alarm);
    try {
      await this.#waiting.pause(seconds, signal === undefined ? alarm.signal : AbortSignal.any([signal, alarm.signal]));
    } catch (error) {
      if (!alarm.signal.aborted || signal?.aborted) throw error;
    } finally {
      this.#asleep.delete(alarm);
    }
  }

  #wake(): void {
    for (const alarm of this.#asleep) alarm.abort();
  }
}

function first(line: ReadonlySet<object>): object | undefined {
  return line.values().next().value;
}

const ofThisProcess = new MemoryLocks();

/** The locks of this process: all who ask get the same ones. */
export function memoryLocks(): LockManager {
  return ofThisProcess;
}
