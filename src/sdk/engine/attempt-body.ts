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
  /** Gives the caller a way to end the wait for the body. */
  onEnd(end: (reason: string) => void): void;
}

/** Starts a body and waits for whichever comes first. After a timeout the body has the signal, and its late result is dropped. */
export function runBody(start: () => unknown, limits: BodyLimits): Promise<BodyOutcome> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const finish = (outcome: BodyOutcome): void => {
      if (timer !== undefined) clearTimeout(timer);
      resolve(outcome);
    };
    if (limits.timeoutSeconds !== undefined)
      timer = timeoutAfter(limits.timeoutSeconds, () => finish(timeOut(limits.stopper)));
    limits.onEnd((reason) => finish({ kind: "ended", reason }));
    try {
      const started = start();
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
