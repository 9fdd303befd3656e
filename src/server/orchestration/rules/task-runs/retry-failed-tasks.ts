import { clampedPoisson } from "../../../../lib/clamped-poisson.ts";
import { isoFromMicros } from "../../../../lib/clock.ts";
import type { TaskRunRule, TaskRunTransition } from "../../task-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/** a failed task with retries left waits for its next try. */
export const retryFailedTasks: TaskRunRule = {
  name: "RetryFailedTasks",
  from: ["RUNNING"],
  to: ["FAILED"],
  before(transition) {
    const { run, policy, proposed, now } = transition;
    if (proposed.details.retriable === false || run.run_count > (policy.retries ?? 0)) return;
    const details = { scheduled_time: isoFromMicros(now + Math.round(delaySeconds(transition) * 1_000_000)) };
    const { message, data } = proposed;
    return putInPlace({ type: "SCHEDULED", name: "AwaitingRetry", message, data, details }, "The task is tried again.");
  },
};

function delaySeconds({ run, policy, random }: TaskRunTransition): number {
  const { retry_delay: delay, retry_jitter_factor: jitter } = policy;
  const base = Array.isArray(delay) ? (delay[Math.min(run.run_count, delay.length) - 1] ?? 0) : (delay ?? 0);
  return jitter ? clampedPoisson(base, jitter, random) : base;
}
