// Invariants (engine.md R2, L3, M0)
//   V1. Only one attempt can write: the run's token changes in the commit that begins another attempt.
//   V2. A run is taken over when nobody holds it, when its holder is known to be gone, when the holder's lease has
//       ended, or by force; a run that completed, or was cancelled, never.
//   V3. What the earlier attempt left Pending or Running is Crashed in the same commit.

import { isoFromMicros } from "../../lib/clock.ts";
import type { JsonObject } from "../../lib/json.ts";
import { fateOf } from "../../lib/process-identity.ts";
import type { AttemptAnswer, AttemptRequest, Origin, Owner } from "../../schemas/record.ts";
import type { StateType } from "../../schemas/state.ts";
import { findForUpdate, statement } from "../db/statement.ts";
import type { Store, Tx } from "../db/store.ts";
import type { AttemptCause } from "../db/tables.ts";
import { flowRunState } from "../orchestration/flow-run-rows.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { beginAttempt, endAttempts, leaseEnd } from "./attempts.ts";
import { crashOpenCalls } from "./crash-open-calls.ts";
import { sameToken } from "./known-runs.ts";
import { recordedState } from "./record-flow-states.ts";

export interface Run {
  id: string;
  name: string;
  flow_id: string;
  state_id: string | null;
  state_type: StateType | null;
  state_name: string | null;
  try: number;
  attempt: number;
  attempt_token: string | null;
  lease_expires_at: number | null;
  run_count: number;
  tags: string[];
  owner: Owner | null;
  origin: Origin | null;
  parameters: string;
  empirical_policy: JsonObject;
}

const findRun = findForUpdate("find-flow-run-to-take-over", "flow_run", [
  "id",
  "name",
  "flow_id",
  "state_id",
  "state_type",
  "state_name",
  "try",
  "attempt",
  "attempt_token",
  "lease_expires_at",
  "run_count",
  "tags",
  "owner",
  "origin",
  "parameters",
  "empirical_policy",
]);
const findFlowName = statement("find-flow-name", "SELECT name FROM flow WHERE id = ?", ["id"]);
export const disown = statement(
  "disown-flow-run",
  "UPDATE flow_run SET attempt_token = NULL, lease_expires_at = NULL WHERE id = ?",
  ["id"],
);
export const own = statement(
  "own-flow-run",
  "UPDATE flow_run SET attempt = ?, attempt_token = ?, lease_expires_at = ?, owner = ?, updated = ? WHERE id = ?",
  ["attempt", "attempt_token", "lease_expires_at", "owner", "updated", "id"],
);

export type TakeOver =
  | { outcome: "taken"; answer: AttemptAnswer }
  | { outcome: "missing" | "held" | "ended"; reason: string };

/** Gives a run that was left by its process, or waits for one, to the process that asks. */
export function takeOver(store: Store, flowRunId: string, request: AttemptRequest): Promise<TakeOver> {
  return store.write(async (tx) => {
    const run = await findRunById(tx, flowRunId);
    if (run === undefined) return { outcome: "missing", reason: `There is no flow run ${flowRunId}.` };
    if (sameToken(request.token, run.attempt_token)) await moveIn(tx, run, request);
    else {
      const objection = hasEnded(run) ?? isHeld(tx, run, request.force);
      if (objection !== undefined) return objection;
      await changeHands(tx, run, request);
    }
    await learnOfFlow(tx, run, request);
    return { outcome: "taken", answer: await answerFor(tx, flowRunId) };
  });
}

/** The process that executes a run is another than the one which has claimed it. */
async function moveIn(tx: Tx, run: Run, { token, owner, lease_seconds }: AttemptRequest): Promise<void> {
  if (run.lease_expires_at === null) return; // it has ended meanwhile
  await tx.run(own, [run.attempt, token, leaseEnd(tx.now, lease_seconds), owner, tx.now, run.id]);
}

async function learnOfFlow(tx: Tx, run: Run, { flow }: AttemptRequest): Promise<void> {
  if (flow === undefined) return;
  const policy: JsonObject = { ...run.empirical_policy };
  if (flow.retries !== undefined) policy["retries"] = flow.retries;
  if (flow.retry_delay !== undefined) policy["retry_delay"] = flow.retry_delay;
  await tx.db
    .updateTable("flow_run")
    .set({
      flow_version: flow.version,
      crash_retries: flow.crash_retries ?? null,
      empirical_policy: policy,
    })
    .where("id", "=", run.id)
    .execute();
}

export async function findRunById(tx: Tx, id: string): Promise<Run | undefined> {
  return (await tx.findRows<Run>(findRun, [id]))[0];
}

function hasEnded(run: Run): TakeOver | undefined {
  switch (run.state_type) {
    case "COMPLETED":
    case "CANCELLED":
    case "CANCELLING":
      return {
        outcome: "ended",
        reason: `The flow run ${run.name} is ${run.state_name}: there is nothing to go on with.`,
      };
    case "PAUSED":
      return { outcome: "ended", reason: `The flow run ${run.name} is ${run.state_name}: resume it instead.` };
    case "SCHEDULED":
    case "PENDING":
    case "RUNNING":
    case "FAILED":
    case "CRASHED":
    case null:
      return undefined;
  }
}

export function isHeld(tx: Tx, run: Run, force: boolean): TakeOver | undefined {
  if (force || run.state_type === "FAILED" || run.state_type === "CRASHED") return undefined;
  if (run.owner !== null && fateOf(run.owner) === "gone") return undefined;
  if (run.lease_expires_at === null) return run.state_type === "RUNNING" ? heldWithoutLease(run) : undefined;
  if (run.lease_expires_at <= tx.now) return undefined;
  const holder = run.owner === null ? "Another process" : `Process ${run.owner.pid} on ${run.owner.host}`;
  const until = isoFromMicros(run.lease_expires_at);
  const reason = `${holder} holds the flow run ${run.name} until ${until}: end it, wait for it, or take over by force.`;
  return { outcome: "held", reason };
}

function heldWithoutLease(run: Run): TakeOver {
  const reason = `The flow run ${run.name} is executed by a client that tells nothing of its end: take over by force.`;
  return { outcome: "held", reason };
}

async function changeHands(tx: Tx, run: Run, request: AttemptRequest): Promise<void> {
  await tx.run(endAttempts, [tx.now, run.id]);
  await crashOpenCalls(tx, run.id, "The process that ran it is gone.");
  await tx.run(disown, [run.id]); // from here on the run belongs to nobody, and the server may decide its state
  await awaitRetry(tx, run);
  const attempt = await beginAttempt(tx, { ...request, flowRunId: run.id, cause: causeOf(run, request) });
  const lease = leaseEnd(tx.now, request.lease_seconds);
  await tx.run(own, [attempt, request.token, lease, request.owner, tx.now, run.id]);
  tx.touch("flow-run");
  tx.touch(`flow-run:${run.id}`);
}

/** A run that was running or has failed goes on as one that waits for its retry; the rules count its tries (M0). */
async function awaitRetry(tx: Tx, run: Run): Promise<void> {
  if (run.state_type !== "RUNNING" && run.state_type !== "FAILED" && run.state_type !== "CRASHED") return;
  const message =
    run.state_type === "FAILED" ? "Retried by hand." : "Its process is gone; another one goes on with it.";
  await proposeFlowRunState(tx, run.id, { type: "SCHEDULED", name: "AwaitingRetry", message }, { force: true });
}

function causeOf(run: Run, { cause }: AttemptRequest): AttemptCause {
  if (cause !== "attached") return cause;
  return run.attempt === 0 ? "start" : "crashed";
}

async function answerFor(tx: Tx, id: string): Promise<AttemptAnswer> {
  const run = (await findRunById(tx, id))!;
  const [flow] = await tx.all<{ name: string }>(findFlowName, [run.flow_id]);
  const state = (await flowRunState(tx, run.state_id))!;
  return {
    attempt: run.attempt,
    try: run.try,
    run_count: run.run_count,
    flow_run: {
      id: run.id,
      name: run.name,
      flow_name: flow?.name ?? "",
      tags: run.tags,
      parameters_json: run.parameters,
    },
    origin: run.origin,
    state: recordedState(state),
  };
}
