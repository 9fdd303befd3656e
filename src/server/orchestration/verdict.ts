import type { StateProposal } from "./run-state.ts";

/**
 * What a rule says against a proposed state; a rule that has nothing against it says nothing.
 *
 * A rejection puts another state in its place, or none: then the run stays where it is.
 */
export type Verdict =
  | { kind: "reject"; state: StateProposal | null; reason: string }
  | { kind: "wait"; seconds: number; reason: string }
  | { kind: "abort"; reason: string };

export function keepCurrentState(reason: string): Verdict {
  return { kind: "reject", state: null, reason };
}

export function putInPlace(state: StateProposal, reason: string): Verdict {
  return { kind: "reject", state, reason };
}

/** Not now: the client sleeps for a whole number of seconds and asks again. */
export function wait(seconds: number, reason: string): Verdict {
  return { kind: "wait", seconds: Math.max(1, Math.ceil(seconds)), reason };
}

export function abort(reason: string): Verdict {
  return { kind: "abort", reason };
}
