// Whether a stored result belongs to this call for sure, or perhaps to an equal one (engine.md I3).
//
// Invariants
//   D1. Equal calls are told apart by their order alone. That order is sure among calls that were made in one synchronous
//       stretch, and after all earlier ones had settled; otherwise each of those that were open together is in doubt.

import { AsyncLocalStorage } from "node:async_hooks";

/** Why it is not sure, for one call; a doubt may also arise after the call was made, by an equal one. */
export class Doubt {
  #reason: string | null;
  /** Called when it arises later. */
  onRaised: ((reason: string) => void) | undefined;

  constructor(reason: string | null) {
    this.#reason = reason;
  }

  get reason(): string | null {
    return this.#reason;
  }

  raise(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.onRaised?.(reason);
  }
}

const overlapping = "an equal call was in flight at the same time, made from another place in the flow";

/** The equal calls of one scope. */
export class EqualCalls {
  #count = 0;
  #stretch: Stretch | undefined;
  /** The open ones were made in more than one stretch: all of them are in doubt. */
  #isMixed = false;
  readonly #open = new Set<Doubt>();

  /** How many were made before. */
  next(): number {
    return this.#count++;
  }

  /** Counts a call as open, and raises the doubts that follow from that. */
  enter(doubt: Doubt): void {
    const stretch = currentStretch();
    if (this.#open.size === 0) this.#isMixed = false;
    else if (this.#stretch !== stretch && !this.#isMixed) {
      this.#isMixed = true;
      for (const other of this.#open) other.raise(overlapping);
    }
    if (this.#isMixed) doubt.raise(overlapping);
    this.#stretch = stretch;
    this.#open.add(doubt);
  }

  leave(doubt: Doubt): void {
    this.#open.delete(doubt);
  }
}

interface Stretch {
  isOver: boolean;
}

const stretches = new AsyncLocalStorage<Stretch>();

/**
 * The same for everything that one synchronous stretch of code does. It follows the code's own asynchronous context:
 * functions that go on one right after the other are two stretches, and which of them comes first is chance.
 */
function currentStretch(): Stretch {
  const current = stretches.getStore();
  if (current?.isOver === false) return current;
  const next: Stretch = { isOver: false };
  stretches.enterWith(next);
  queueMicrotask(() => {
    next.isOver = true;
  });
  return next;
}
