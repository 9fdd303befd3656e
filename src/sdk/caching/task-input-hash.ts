import { HashError } from "../errors.ts";
import type { CacheKeyInput } from "./cache-key.ts";
import { INPUTS, TASK_SOURCE } from "./cache-policy.ts";

const policy = INPUTS.and(TASK_SOURCE);

/**
 * A key for a task and its arguments, for key functions of your own: the same for equal arguments of the same source.
 * @throws {HashError} an argument has no canonical text
 */
export function taskInputHash(input: CacheKeyInput): string {
  const key = policy.keyOf(input);
  if (key instanceof Promise || "none" in key) {
    throw new HashError(
      `No hash of the inputs of task ${input.task.name}: ${"none" in key ? key.none : "it is not there yet"}.`,
    );
  }
  return `${input.task.key}-${key.key}`;
}
