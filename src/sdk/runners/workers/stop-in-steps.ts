// How a body that is to stop is made to: first asked, then told, then killed (engine.md L6).

import { richFailure } from "../../serializers/encode-failure.ts";
import type { PoolWorker } from "./pool-worker.ts";

/** A worker whose event loop is free answers within this time; one that does not is blocked by its task, and nothing but its end stops it. */
const answersWithinMs = 1_000;
/** What a worker gets after the grace period to record that its nested calls are cancelled. */
const closesWithinMs = 5_000;

export interface Stopping {
  reason: unknown;
  graceSeconds: number;
  /** Aborted when the body has ended by itself. */
  isOver: AbortSignal;
}

/** Stops what a worker runs: the signal, then after the grace period the end of its nested calls, then the end of the worker. */
export async function stopInSteps(worker: PoolWorker, stopping: Stopping): Promise<void> {
  const { graceSeconds, isOver } = stopping;
  const answers = (): Promise<boolean> =>
    within(answersWithinMs, worker.line.ask("stop", richFailure.encode(stopping.reason)), isOver);
  if (await answers()) {
    await within(graceSeconds * 1000, isOverPromise(isOver), isOver);
    if (!isOver.aborted && (await answers())) await within(closesWithinMs, worker.line.ask("end", undefined), isOver);
  }
  if (!isOver.aborted) await worker.kill();
}

/** Whether a promise resolves in time; true also when the body ends meanwhile. */
async function within(milliseconds: number, promise: Promise<unknown>, isOver: AbortSignal): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<false>();
  const timer = setTimeout(() => resolve(false), milliseconds);
  try {
    return await Promise.race([
      promise.then(
        () => true,
        () => true,
      ),
      isOverPromise(isOver).then(() => true),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function isOverPromise(isOver: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (isOver.aborted) resolve();
    else isOver.addEventListener("abort", () => resolve(), { once: true });
  });
}
