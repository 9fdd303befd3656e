import { type RunContext, runInContext } from "../context.ts";
import { describeError, writeLog } from "../logging/run-logger.ts";
import { levels } from "../logging/levels.ts";

/** Runs hooks in their order, inside the run's context. What one throws is logged, and the next one runs. */
export async function runHooks<A extends unknown[]>(
  context: RunContext,
  hooks: readonly ((...args: A) => unknown)[],
  args: A,
): Promise<void> {
  for (const hook of hooks) {
    const name = hook.name === "" ? "(anonymous)" : hook.name;
    writeLog(context, levels.INFO, `Running hook '${name}'`);
    try {
      await runInContext(context, () => hook(...args));
    } catch (error) {
      writeLog(context, levels.ERROR, `An error was encountered while running hook '${name}': ${describeError(error)}`);
    }
  }
}
