import { hostname } from "node:os";
import { threadId } from "node:worker_threads";
import { SluiceError } from "../../lib/sluice-error.ts";

export interface AcquireOptions {
  /** Who takes the lock; the same holder may take it again. */
  holder: string;
  /** How long to wait for it. Default: for ever. */
  acquireTimeoutSeconds?: number | undefined;
  /** After this it counts as released. Default: never while its holder lives. */
  holdTimeoutSeconds?: number | undefined;
  /** Ends the waiting; `acquire` then throws its reason. */
  signal?: AbortSignal | undefined;
}

export interface WaitOptions {
  timeoutSeconds?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** Locks by key: one holder at a time, among all who use the same manager. */
export interface LockManager {
  /** Takes the lock, or answers false when `acquireTimeoutSeconds` pass first. */
  acquire(key: string, options: AcquireOptions): Promise<boolean>;
  /** @throws {LockNotHeld} somebody else holds it, or nobody */
  release(key: string, holder: string): Promise<void>;
  isLocked(key: string): Promise<boolean>;
  isHolder(key: string, holder: string): Promise<boolean>;
  /** Waits until nobody holds the lock; false when `timeoutSeconds` pass first. */
  wait(key: string, options?: WaitOptions): Promise<boolean>;
}

/** A lock was to be released by one who does not hold it: it expired, or was never taken. */
export class LockNotHeld extends SluiceError {
  static override readonly code = "lock-not-held";

  static by(holder: string, key: string): LockNotHeld {
    return new LockNotHeld(
      `${holder} does not hold the lock "${key}": it expired meanwhile, or was never acquired. Allow a longer hold timeout.`,
    );
  }
}

/** A name for who holds a lock: host, process, thread, and the run where there is one (P-007). */
export function lockHolder(runId?: string): string {
  return [hostname(), process.pid, threadId, ...(runId === undefined ? [] : [runId])].join(":");
}
