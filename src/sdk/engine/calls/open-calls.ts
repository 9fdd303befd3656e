import type { RunContext } from "../../context.ts";
import { levels } from "../../logging/levels.ts";
import { writeLog } from "../../logging/run-logger.ts";
import type { Call } from "./call.ts";

export interface EndOptions {
  /** The body threw or timed out: its calls are told to stop. Otherwise they are waited for (engine.md C3, C5). */
  isFailure: boolean;
  graceSeconds: number;
  context: RunContext;
}

/** Sees to it that no call of a body is open after it: by waiting, or by stopping what is left within the grace period. */
export async function endOpenCalls(calls: ReadonlySet<Call>, options: EndOptions): Promise<void> {
  if (options.isFailure) await stopAll(calls, options.graceSeconds);
  else await settleAll(calls, options.context);
}

async function settleAll(calls: ReadonlySet<Call>, context: RunContext): Promise<void> {
  while (calls.size > 0) {
    const left = [...calls];
    for (const call of left) call.onLeft?.();
    await Promise.all(left.map((call) => call.settled));
    for (const call of left) logUnobserved(call, context);
  }
}

/** A failure that nobody looked at is logged; it does not fail the run. */
function logUnobserved(call: Call, context: RunContext): void {
  if (call.observed || call.state.isCompleted()) return;
  writeLog(
    context,
    levels.ERROR,
    `${call.runName} ended in ${call.state.toString()}, and nothing waited for it. Await it, or return its future, for its failure to count.`,
  );
}

const leftBehind = "left behind: the body that called it has ended";

async function stopAll(calls: ReadonlySet<Call>, graceSeconds: number): Promise<void> {
  if (calls.size === 0) return;
  for (const call of calls) call.signal(leftBehind);
  let timer: NodeJS.Timeout | undefined;
  const grace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceSeconds * 1000);
  });
  await Promise.race([Promise.all([...calls].map((call) => call.settled)), grace]);
  clearTimeout(timer);
  const left = [...calls];
  for (const call of left) call.cancel(leftBehind);
  await Promise.all(left.map((call) => call.settled));
}
