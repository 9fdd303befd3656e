// What becomes of a call that an earlier attempt of the run has made already.

import type { StoredCall } from "../../../schemas/record.ts";
import type { RunContext } from "../../context.ts";
import { isSluiceError } from "../../errors.ts";
import { levels } from "../../logging/levels.ts";
import { writeLog } from "../../logging/run-logger.ts";
import { fingerprintOf } from "../../definitions/registry.ts";
import { State } from "../../state.ts";
import type { TaskDefinition } from "../../definitions/task-definition.ts";
import { errorText } from "../error-text.ts";
import { loadResult } from "../results/keep-result.ts";
import { resultStorage } from "../results/result-rules.ts";
import { reuse, type Reuse } from "../calls/reuse.ts";

export type Earlier =
  /** The run has ended already: this is how. */
  | { kind: "ended"; state: State; reason: string | undefined }
  /** It goes on after so many retries, at that time. */
  | { kind: "goOn"; retriesUsed: number; at: string | null }
  | { kind: "rerun"; reason: string };

/** Decides by the table of reuse. What cannot be handed out again fails the call, and leaves the stored run as it is. */
export async function earlierOutcome(
  stored: StoredCall,
  definition: TaskDefinition,
  context: RunContext,
): Promise<Earlier> {
  try {
    return await outcomeOf(stored, definition, context);
  } catch (error) {
    if (isSluiceError(error, "missing-result")) return { kind: "rerun", reason: `not durable: ${error.message}` };
    const state = new State({ type: "FAILED", message: errorText(error), value: { kind: "error", error } });
    return { kind: "ended", state, reason: undefined };
  }
}

async function outcomeOf(stored: StoredCall, definition: TaskDefinition, context: RunContext): Promise<Earlier> {
  const decision = decide(stored, definition, context);
  switch (decision.kind) {
    case "value": {
      const value = await load(stored, definition, context);
      if (decision.warning !== null) writeLog(context, levels.WARNING, decision.warning);
      return { kind: "ended", state: storedState(stored, { kind: "value", value }), reason: decision.reason };
    }
    case "raise":
      return { kind: "ended", state: await raisedAgain(stored, definition, context), reason: undefined };
    case "goOn":
    case "rerun":
      return decision;
  }
}

function decide(stored: StoredCall, { options, file }: TaskDefinition, { flow }: RunContext): Reuse {
  const inherited = flow?.definition.options ?? {};
  return reuse(stored, {
    try: flow?.try ?? 1,
    retryReuse: inherited.retryReuse ?? "completed",
    reuseOnRetry: options.reuseOnRetry ?? true,
    onCodeChange: options.onCodeChange ?? inherited.onCodeChange ?? "reuse",
    onAmbiguous: options.onAmbiguous ?? inherited.onAmbiguous ?? "warn",
    code: fingerprintOf(file),
  });
}

/** The same error is raised again; one that was not kept gives the state's own (engine.md M2). */
async function raisedAgain(stored: StoredCall, definition: TaskDefinition, context: RunContext): Promise<State> {
  if (stored.result?.data == null && stored.result?.reference == null)
    return storedState(stored, { kind: "none", reason: "its error was not kept" });
  return storedState(stored, { kind: "error", error: await load(stored, definition, context) });
}

async function load(stored: StoredCall, definition: TaskDefinition, context: RunContext): Promise<unknown> {
  return await loadResult(stored.result ?? { reason: "it was not kept" }, resultStorage(definition, context));
}

function storedState(stored: StoredCall, value: State["value"]): State {
  return new State({
    type: stored.state_type as State["type"],
    name: stored.state_name,
    message: stored.state_message,
    timestamp: stored.state_timestamp,
    details: stored.state_details,
    value,
  });
}
