// What a re-run reuses: the table of engine.md.

import type { StoredCall } from "../../../schemas/record.ts";
import { ReuseRefused } from "../../errors.ts";

export interface ReuseRules {
  /** The try in which the run goes on. */
  try: number;
  retryReuse: "completed" | "none";
  reuseOnRetry: boolean;
  onCodeChange: "reuse" | "rerun" | "fail";
  onAmbiguous: "warn" | "fail";
  /** Fingerprint of the module as it is now. */
  code: string | null;
}

export type Reuse =
  | { kind: "value"; reason: string; warning: string | null }
  | { kind: "raise" }
  /** It waits for a retry that has a time and what is left of a budget. */
  | { kind: "goOn"; retriesUsed: number; at: string | null }
  | { kind: "rerun"; reason: string };

/** @throws {ReuseRefused} where `onCodeChange` or `onAmbiguous` is "fail" and applies */
export function reuse(stored: StoredCall, rules: ReuseRules): Reuse {
  const isNewTry = stored.try < rules.try;
  switch (stored.state_type) {
    case "COMPLETED":
      return reuseCompleted(stored, rules, isNewTry);
    case "FAILED":
      return isNewTry ? { kind: "rerun", reason: "it failed in an earlier try" } : { kind: "raise" };
    case "SCHEDULED":
      return goOn(stored);
    default:
      return { kind: "rerun", reason: `it was ${stored.state_name} when the run was interrupted` };
  }
}

function reuseCompleted(stored: StoredCall, rules: ReuseRules, isNewTry: boolean): Reuse {
  if (stored.state_name === "RolledBack") return { kind: "rerun", reason: "it was rolled back" };
  const { result } = stored;
  if (result?.data == null && result?.reference == null && stored.child_flow_run_id === null) {
    return { kind: "rerun", reason: `not durable: ${result?.reason ?? "its result was not kept"}` };
  }
  if (isNewTry && rules.retryReuse === "none") return { kind: "rerun", reason: "retryReuse is none" };
  if (isNewTry && !rules.reuseOnRetry) return { kind: "rerun", reason: "reuseOnRetry is false" };
  const isChanged = stored.code !== null && rules.code !== null && stored.code !== rules.code;
  if (isChanged && rules.onCodeChange === "rerun") return { kind: "rerun", reason: "its code changed since" };
  if (isChanged && rules.onCodeChange === "fail") {
    throw new ReuseRefused(
      `${stored.name} completed before its module was changed, and onCodeChange is "fail". Set it to "reuse" or "rerun", or start a new run.`,
    );
  }
  if (stored.weak !== null && rules.onAmbiguous === "fail") {
    throw new ReuseRefused(
      `The result of ${stored.name} cannot be reused for sure (${stored.weak}), and onAmbiguous is "fail". Give the call a key, or start a new run.`,
    );
  }
  return {
    kind: "value",
    reason: isChanged ? "completed in an earlier attempt; code changed since" : "completed in an earlier attempt",
    warning:
      stored.weak === null
        ? null
        : `The result of ${stored.name} is reused, but it cannot be told for sure that it is this call's: ${stored.weak}. A key for the call settles it.`,
  };
}

function goOn(stored: StoredCall): Reuse {
  const used = stored.state_details?.["retries_used"];
  const at = stored.state_details?.["scheduled_time"];
  return { kind: "goOn", retriesUsed: typeof used === "number" ? used : 1, at: typeof at === "string" ? at : null };
}
