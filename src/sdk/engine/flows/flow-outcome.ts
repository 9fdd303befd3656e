// What the end of a flow's body means for its run, where it did not return.

import { CancelledRun, FlowRunTimeoutError, isSluiceError } from "../../errors.ts";
import { State } from "../../state.ts";
import { errorText } from "../error-text.ts";

export function failedState(error: unknown): State {
  const message = `Flow run encountered an exception: ${errorText(error)}`;
  return new State({ type: "FAILED", message, value: { kind: "error", error } });
}

export function timedOutState(seconds: number): State {
  const message = `Flow run exceeded timeout of ${seconds} second(s)`;
  const error = new FlowRunTimeoutError(message);
  return new State({ type: "FAILED", name: "TimedOut", message, value: { kind: "error", error } });
}

export function cancelledState(reason: string): State {
  return new State({ type: "CANCELLED", message: reason, value: { kind: "error", error: new CancelledRun(reason) } });
}

/** It ends the run for a reason that is none of the body's: another attempt, or a server that stays away (F-035). */
export function isOurs(error: unknown): boolean {
  return isSluiceError(error, "abort") || isSluiceError(error, "server-unreachable");
}
