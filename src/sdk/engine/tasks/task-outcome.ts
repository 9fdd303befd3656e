// What the end of a task's body means for its run.

import { CancelledRun, CrashedRun, isSluiceError, TaskRunTimeoutError, UpstreamTaskError } from "../../errors.ts";
import { isFuture } from "../../future.ts";
import { isState, State } from "../../state.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { BodyOutcome } from "../attempt-body.ts";
import { callOf, observe } from "../calls/call.ts";
import { errorText } from "../error-text.ts";
import type { Stopper } from "../stopper.ts";

/** The state that an outcome stands for. A body that threw after it was told to stop was cancelled. */
export function stateOf(outcome: BodyOutcome, definition: TaskDefinition, stopper: Stopper): State | Promise<State> {
  switch (outcome.kind) {
    case "returned":
      return returned(outcome.value);
    case "threw":
      return stopper.isStopped
        ? cancelled(stopReason(stopper))
        : failed(`Task run encountered an exception ${errorText(outcome.error)}`, outcome.error);
    case "timedOut":
      return timedOut(definition);
    case "ended":
      return cancelled(outcome.reason);
  }
}

/** A returned state is the state of the run, a returned future stands for its own. */
function returned(value: unknown): State | Promise<State> {
  if (isState(value)) return value;
  if (isFuture(value)) return observe(callOf(value)).settled;
  return completed(value);
}

export function completed(value: unknown, name?: "Cached"): State {
  return new State({ type: "COMPLETED", name, value: { kind: "value", value } });
}

export function cancelled(reason: string): State {
  return new State({ type: "CANCELLED", message: reason, value: { kind: "error", error: new CancelledRun(reason) } });
}

export function stopReason(stopper: Stopper): string {
  return isSluiceError(stopper.reason, "cancelled-run") ? stopper.reason.message : errorText(stopper.reason);
}

export function upstreamFailed(pending: State, message: string): State {
  return pending.with({ value: { kind: "error", error: new UpstreamTaskError(message) } });
}

/** The thread or process that ran the body ended before it did. */
export function workerLost(message: string): State {
  const error = new CrashedRun(message);
  error.stack = `${error.name}: ${message}`; // where we noticed it helps nobody
  return new State({ type: "CRASHED", message, details: { worker_lost: true }, value: { kind: "error", error } });
}

/** A failure, and the loss of a worker, are worth another try; a state that the body returned as its outcome is final. */
export function isRetried(state: State): boolean {
  return state.isFailed() || (state.isCrashed() && state.details["worker_lost"] === true);
}

function failed(message: string, error: unknown, name?: string): State {
  return new State({ type: "FAILED", name, message, value: { kind: "error", error } });
}

function timedOut(definition: TaskDefinition): State {
  const message = `Task run exceeded timeout of ${definition.timeoutSeconds} second(s)`;
  return failed(message, new TaskRunTimeoutError(message), "TimedOut");
}
