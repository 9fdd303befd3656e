import type { RunState } from "./run-state.ts";
import type { Verdict } from "./verdict.ts";

/** The answer to a proposal, with `details` as they are on Prefect's wire. `created` tells 201 from 200. */
export type OrchestrationOutcome =
  | { status: "ACCEPT"; state: RunState; created: boolean; details: { type: "accept_details" } }
  /** `state` is what the run is in now: the one put in place of the proposal, or the one it was in. */
  | { status: "REJECT"; state: RunState | null; created: boolean; details: { type: "reject_details"; reason: string } }
  | {
      status: "WAIT";
      state: null;
      created: false;
      details: { type: "wait_details"; delay_seconds: number; reason: string };
    }
  | {
      status: "ABORT";
      state: null;
      created: false;
      details: { type: "abort_details"; reason: string };
      /** Set when the proposal comes from an attempt that another one has replaced (engine.md L3). */
      superseded?: true;
    };

export function accepted(state: RunState, created = true): OrchestrationOutcome {
  return { status: "ACCEPT", state, created, details: { type: "accept_details" } };
}

export function rejected(state: RunState | null, reason: string, created = false): OrchestrationOutcome {
  return { status: "REJECT", state, created, details: { type: "reject_details", reason } };
}

export function aborted(reason: string): OrchestrationOutcome {
  return { status: "ABORT", state: null, created: false, details: { type: "abort_details", reason } };
}

/** The proposal comes from an attempt that another one has replaced: its process stops (engine.md L3). */
export function superseded(runId: string): OrchestrationOutcome {
  const reason = `Another attempt has taken over the flow run ${runId}; this one must stop.`;
  return { status: "ABORT", state: null, created: false, details: { type: "abort_details", reason }, superseded: true };
}

/** The outcome of a verdict that leaves the run in `current`, or has put it into `entered`. */
export function outcomeOf(verdict: Verdict, current: RunState | null, entered: RunState | null): OrchestrationOutcome {
  switch (verdict.kind) {
    case "reject":
      return rejected(entered ?? current, verdict.reason, entered !== null);
    case "abort":
      return aborted(verdict.reason);
    case "wait": {
      const details = { type: "wait_details" as const, delay_seconds: verdict.seconds, reason: verdict.reason };
      return { status: "WAIT", state: null, created: false, details };
    }
  }
}
