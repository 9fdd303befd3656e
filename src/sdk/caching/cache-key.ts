import type { CacheKeyPart } from "./cache-origin.ts";

/** What a cache key is computed from. */
export interface CacheKeyInput {
  task: {
    name: string;
    /** `task_key` of the wire: the package is in it. */
    key: string;
    /** The text of the function. */
    source: string;
  };
  /** The arguments by name, futures resolved. */
  inputs: Readonly<Record<string, unknown>>;
  /** Null outside a flow. */
  flowParameters: Readonly<Record<string, unknown>> | null;
  flowRunId: string | null;
  taskRunId: string;
  /** Key for the hashes of `Secret` values. */
  secretKey?: string | Uint8Array | undefined;
  /** Given to the user's own key functions. */
  context?: unknown;
}

/** A key with its parts, or why there is none: the call then runs, and its result is not cached. */
export type CacheKey = { key: string; parts: CacheKeyPart[] } | { none: string };

/** What one policy contributes: a part, nothing (it does not apply to this call), or why it cannot tell. */
export type Contribution = CacheKeyPart | { skipped: string } | { none: string };

/** One ingredient of a cache key. */
export interface CacheKeySource {
  readonly policy: string;
  contribute(input: CacheKeyInput): Contribution | Promise<Contribution>;
}
