// What becomes of the runs of a process that is about to end (engine.md R4).
//
// Invariants
//   P1. Listeners for signals and uncaught exceptions are there only while runs are live.
//   P2. Where somebody else listens too, they decide what a signal or an exception means: we do nothing, and `exit` tells the rest.
//   P3. The process ends as it would have without us: by the same signal, or by the same error.
//   P4. The end is put off by two seconds at most; what was not accepted by then goes to the spool.

import { flushConsole } from "../../logging/console.ts";
import { errorText } from "../error-text.ts";

export interface EndingRuns {
  /** Records that all live runs have crashed, and runs their hooks. */
  crash(message: string): Promise<unknown>;
  /** Keeps what was not accepted yet for the next process; synchronous. */
  spool(): void;
}

const patienceMs = 1_900;

const signals = {
  SIGINT: "Its process was interrupted (SIGINT).",
  SIGTERM: "Its process was told to terminate (SIGTERM).",
  SIGHUP: "The terminal of its process was closed (SIGHUP).",
} as const;
type Signal = keyof typeof signals;

const names = Object.keys(signals) as Signal[];

/** Looks after the runs when the process is ended from outside, or by an error that nobody caught; returns how to stop that. */
export function watchProcessEnd(runs: EndingRuns): () => void {
  let isEnding = false;

  const onSignal = (signal: Signal): void => {
    if (process.listenerCount(signal) > 1) return; // P2
    end(signals[signal], () => process.kill(process.pid, signal));
  };
  const onUncaught = (error: unknown): void => {
    if (process.listenerCount("uncaughtException") > 1 || isEnding) return;
    end(`Its process ended by an uncaught exception: ${errorText(error)}`, () => {
      throw error;
    });
  };

  function end(message: string, leave: () => void): void {
    const last = (): void => {
      unwatch();
      runs.spool();
      flushConsole();
      leave();
    };
    if (isEnding) return last(); // asked for a second time: at once
    isEnding = true;
    void inTime(runs.crash(message)).then(() => setImmediate(last)); // outside of the promise, so that an error is thrown as one
  }

  function unwatch(): void {
    for (const signal of names) process.off(signal, onSignal);
    process.off("uncaughtException", onUncaught);
  }

  for (const signal of names) process.on(signal, onSignal);
  process.on("uncaughtException", onUncaught);
  return () => {
    if (!isEnding) unwatch();
  };
}

/** The message for runs that are live when the process exits by itself. */
export function exitMessage(code: number): string {
  if (code === 13) return "Its process had nothing left to do, and the run waited for something that never settled.";
  return `Its process exited with code ${code} before the run had ended.`;
}

async function inTime(settled: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, patienceMs);
  });
  await Promise.race([settled.catch(() => {}), patience]); // what failed is in the spool
  clearTimeout(timer);
}
