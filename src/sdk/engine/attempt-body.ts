// One try of a body against what may end it: its own end, a timeout, a stop.

import { setTimeout, clearTimeout } from "node:timers";
import type { Stopper } from "./stopper.ts";

export type BodyOutcome =
  | { kind: "returned"; value: unknown }
  | { kind: "threw"; error: unknown }
  | { kind: "timedOut" }
  /** Ended from outside; what the body still does is dropped. */
  | { kind: "ended"; reason: string };

export interface BodyLimits {
  timeoutSeconds: number | undefined;
  stopper: Stopper;
  /** The body says itself when it begins: the time that a thread or process takes to start is none of its own. */
  beginsLater?: boolean;
  /** Gives the caller a way to end the wait for the body. */
  onEnd(end: (reason: string) => void): void;
}

/** A body that has not begun by then counts as begun: a module may take for ever to load. */
const longestStartSeconds = 60;

/** Starts a body and waits for whichever comes first. After a timeout the body has the signal, and its late result is dropped. */
export function runBody(start: (begin: () => void) => unknown, limits: BodyLimits): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    const timeout = new Timeout(limits.timeoutSeconds, () => finish(timeOut(limits.stopper)));
    const finish = (outcome: BodyOutcome): void => {
      const isLate = timeout.hasPassed && outcome.kind !== "ended"; // it blocked the event loop, so that no timer could say so
      timeout.end();
      resolve(isLate ? timeOut(limits.stopper) : outcome);
    };
    if (limits.beginsLater === true) timeout.beginWithin(longestStartSeconds);
    else timeout.begin();
    limits.onEnd((reason) => finish({ kind: "ended", reason }));
    try {
      const started = start(() => timeout.begin());
      if (!isThenable(started)) finish({ kind: "returned", value: started });
      else
        started.then(
          (value: unknown) => finish({ kind: "returned", value }),
          (error: unknown) => finish({ kind: "threw", error }),
        );
    } catch (error) {
      finish({ kind: "threw", error });
    }
  });
}

/** Counts from the moment at which the body begins. */
class Timeout {
  readonly #seconds: number | undefined;
  readonly #isOver: () => void;
  #timer: NodeJS.Timeout | undefined;
  #state: "waiting" | "counting" | "ended" = "waiting";
  #began = 0;

  constructor(seconds: number | undefined, isOver: () => void) {
    this.#seconds = seconds;
    this.#isOver = isOver;
  }

  beginWithin(seconds: number): void {
    if (this.#seconds !== undefined) this.#timer = timeoutAfter(seconds, () => this.begin());
  }

  begin(): void {
    if (this.#seconds === undefined || this.#state !== "waiting") return;
    this.#state = "counting";
    this.#began = performance.now();
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#timer = timeoutAfter(this.#seconds, this.#isOver);
  }

  get hasPassed(): boolean {
    return this.#state === "counting" && performance.now() - this.#began > (this.#seconds ?? Infinity) * 1000;
  }

  end(): void {
    this.#state = "ended";
    if (this.#timer !== undefined) clearTimeout(this.#timer);
  }
}

function timeOut(stopper: Stopper): BodyOutcome {
  stopper.stop(new DOMException("The run exceeded its timeout.", "TimeoutError"));
  return { kind: "timedOut" };
}

const longestTimer = 2 ** 31 - 1;

function timeoutAfter(seconds: number, fn: () => void): NodeJS.Timeout {
  return setTimeout(fn, Math.min(seconds * 1000, longestTimer));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
