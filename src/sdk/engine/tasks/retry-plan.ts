import { retryDelays, retryDelaySeconds } from "../../../lib/retry-delay.ts";
import type { RunContext } from "../../context.ts";
import { levels } from "../../logging/levels.ts";
import { describeError, writeLog } from "../../logging/run-logger.ts";
import { numberSetting } from "../../settings.ts";
import type { State } from "../../state.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import type { TaskFrame } from "./task-frame.ts";

export interface Failure {
  definition: TaskDefinition;
  run: TaskFrame;
  state: State;
  /** How many retries there were before. */
  retries: number;
  context: RunContext;
}

/** Whether and when a failed task is tried again; undefined when that was the last time. */
export async function planRetry(failure: Failure): Promise<{ delaySeconds: number; total: number } | undefined> {
  const { options } = failure.definition;
  const total = options.retries ?? numberSetting("tasks.default_retries") ?? 0;
  if (failure.retries >= total || !(await isWorthRetrying(failure))) return undefined;
  const delays = retryDelays(
    options.retryDelaySeconds ?? numberSetting("tasks.default_retry_delay_seconds") ?? 0,
    total,
  );
  const delaySeconds = retryDelaySeconds(delays, {
    retry: failure.retries + 1,
    jitterFactor: options.retryJitterFactor,
  });
  return { delaySeconds, total };
}

async function isWorthRetrying({ definition, run, state, context }: Failure): Promise<boolean> {
  const { retryConditionFn } = definition.options;
  if (retryConditionFn === undefined) return true;
  try {
    return await retryConditionFn(definition.target(), run, state);
  } catch (error) {
    writeLog(
      context,
      levels.ERROR,
      `The retryConditionFn of ${definition.name} threw, so there is no retry: ${describeError(error)}`,
    );
    return false;
  }
}
