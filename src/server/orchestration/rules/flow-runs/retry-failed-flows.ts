import { isoFromMicros } from "../../../../lib/clock.ts";
import type { FlowRunRule, FlowRunTransition } from "../../flow-run-transition.ts";
import { putInPlace } from "../../verdict.ts";

/** a failed flow with retries left waits for its next try. */
export const retryFailedFlows: FlowRunRule = {
  name: "RetryFailedFlows",
  from: ["RUNNING"],
  to: ["FAILED"],
  async before(transition) {
    const { policy, proposed, now } = transition;
    const retried = await retriedFailures(transition);
    if (retried >= (policy.retries ?? 0)) {
      transition.policy = { ...policy, retry_type: null };
      return;
    }
    transition.policy = { ...policy, retry_type: "in_process" };
    const details = { scheduled_time: isoFromMicros(now + Math.round((policy.retry_delay ?? 0) * 1_000_000)) };
    const { message, data } = proposed;
    return putInPlace({ type: "SCHEDULED", name: "AwaitingRetry", message, data, details }, "The flow is tried again.");
  },
};

/** Runs with attempts count failures only (engine.md L4); of other clients' runs Prefect counts every start. */
async function retriedFailures({ run, policy, services }: FlowRunTransition): Promise<number> {
  if ((policy.retries ?? 0) === 0) return 0;
  return run.attempt_token === null ? run.run_count - 1 : services.retriedFailures(run.id);
}
