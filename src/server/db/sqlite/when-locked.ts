import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../store-error.ts";

// SQLITE_BUSY; SQLITE_PROTOCOL: too many processes opened the WAL at the same moment
const locked: ReadonlySet<number> = new Set([5, 15]);

const longestPauseMs = 20;

/** How long a lock may be held by others before waiting for it is given up. */
export const lockPatienceMs = 60_000;

export function isLocked(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && locked.has(Number(error.errcode) & 0xff);
}

/**
 * Runs a statement, again and again while another process holds the lock that it needs. It waits between the
 * tries with jitter, and without stopping the event loop as SQLite's own busy timeout would (engine.md S2).
 */
export async function whenUnlocked<T>(run: () => T, patienceMs = lockPatienceMs): Promise<T> {
  const started = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return run();
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() - started > patienceMs) throw heldTooLong(patienceMs, error);
    }
    await delay(Math.random() * Math.min(tries, longestPauseMs));
  }
}

function heldTooLong(patienceMs: number, cause: unknown): StoreError {
  const message = `another process has held the database's lock for ${patienceMs / 1000} s: end it, or wait for it, and try again`;
  return new StoreError("busy", message, { cause });
}
