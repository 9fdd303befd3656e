// Invariants
//   M1. A run that is due becomes Pending and gets an owner in one commit: if its claimer ends, the sweep finds the run.
//   M2. Of several claimers one wins: the others are told who was first, or what the rules say.

import type { ClaimRequest } from "../../schemas/record.ts";
import type { Store, Tx } from "../db/store.ts";
import type { AttemptCause } from "../db/tables.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { beginAttempt, endAttempts, leaseEnd } from "./attempts.ts";
import { sameToken } from "./known-runs.ts";
import { disown, findRunById, isHeld, own, type Run } from "./take-over.ts";

export type Claim = { outcome: "claimed" } | { outcome: "missing" | "refused"; reason: string };

/** Gives a due run of a deployment to the process that will see to its execution. */
export function claimRun(store: Store, flowRunId: string, request: ClaimRequest): Promise<Claim> {
  return store.write(async (tx) => {
    const run = await findRunById(tx, flowRunId);
    if (run === undefined) return { outcome: "missing", reason: `There is no flow run ${flowRunId}.` };
    if (sameToken(request.token, run.attempt_token)) return { outcome: "claimed" };
    const objection = await objectionTo(tx, run);
    if (objection !== undefined) return { outcome: "refused", reason: objection };
    await give(tx, run, request);
    return { outcome: "claimed" };
  });
}

async function objectionTo(tx: Tx, run: Run): Promise<string | undefined> {
  if (run.state_type === "PENDING" && run.attempt_token === null) return undefined; // a worker has proposed it by itself
  if (run.state_type !== "SCHEDULED") return `The flow run ${run.name} is ${run.state_name} already.`;
  const held = isHeld(tx, run, false);
  if (held !== undefined && "reason" in held) return held.reason;
  await tx.run(endAttempts, [tx.now, run.id]);
  await tx.run(disown, [run.id]);
  const answer = await proposeFlowRunState(tx, run.id, { type: "PENDING" });
  return answer.status === "ACCEPT" ? undefined : answer.details.reason;
}

async function give(tx: Tx, run: Run, { token, owner, lease_seconds }: ClaimRequest): Promise<void> {
  const attempt = await beginAttempt(tx, { flowRunId: run.id, token, owner, cause: causeOf(run) });
  await tx.run(own, [attempt, token, leaseEnd(tx.now, lease_seconds), owner, tx.now, run.id]);
}

/** A crash has left a vacant attempt; what else is begun again was put back by a person, or resumed. */
function causeOf({ attempt }: Run): AttemptCause {
  return attempt === 0 ? "start" : "manual";
}
