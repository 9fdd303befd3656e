import { isoFromMicros } from "../../lib/clock.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import {
  hasFreeSlots,
  keepWithoutLease,
  lockLimit,
  releaseHeldSlots,
  releaseHolder,
  renewLease,
  takeSlots,
} from "../db/limits/concurrency-limits.ts";
import { findUnlocked } from "../db/find-unlocked.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { DeploymentLimit, FlowRunServices } from "./flow-run-transition.ts";
import type { StateProposal } from "./run-state.ts";

/** A run that waits for a slot is offered again every 30 s; after two missed turns it has lost its place. */
const patienceSeconds = 90;

/** Puts a flow run into a state, by force. */
export type PutFlowRun = (flowRunId: string, state: StateProposal) => Promise<unknown>;

/** What flow-run rules need, from the store. */
export function flowRunServices(tx: Tx, put: PutFlowRun): FlowRunServices {
  return {
    deploymentLimit: (deploymentId) => findDeploymentLimit(tx, deploymentId),
    takeSlot: (limit, flowRunId) => takeSlot(tx, limit, flowRunId),
    hasFreeSlot: (limit) => hasFreeSlot(tx, limit),
    renewLease: (leaseId, seconds) => renewLease(tx, leaseId, seconds),
    keepSlotsWithoutLease: (leaseId) => keepWithoutLease(tx, leaseId),
    releaseSlots: (flowRunId) => releaseSlots(tx, flowRunId, put),
    retriedFailures: (flowRunId) => countRetriedFailures(tx, flowRunId),
  };
}

async function findDeploymentLimit(tx: Tx, deploymentId: string): Promise<DeploymentLimit | "none" | "missing"> {
  type Row = { limit_id: string | null; slots: number; when_full: DeploymentLimit["whenFull"]; lease_seconds: number };
  const [row] = await tx.all<Row>(findLimitOfDeployment, [deploymentId]);
  if (row === undefined) return "missing";
  if (row.limit_id === null) return "none";
  return { limitId: row.limit_id, slots: row.slots, whenFull: row.when_full, leaseSeconds: row.lease_seconds };
}

async function takeSlot(tx: Tx, { limitId, leaseSeconds }: DeploymentLimit, flowRunId: string): Promise<string | null> {
  const limit = await lockLimit(tx, limitId);
  const leaseId = uuidv7();
  if (limit === undefined) return leaseId; // it was switched off meanwhile: nothing limits the run
  await releaseHeldSlots(tx, flowRunId); // of a try whose process is gone
  const holder = { type: "flow_run", id: flowRunId };
  const waiter = { id: flowRunId, patienceSeconds };
  const answer = await takeSlots(tx, [limit], { slots: 1, leaseId, leaseSeconds, holder, waiter });
  return answer.kind === "taken" ? leaseId : null;
}

async function hasFreeSlot(tx: Tx, { limitId }: DeploymentLimit): Promise<boolean> {
  const limit = await lockLimit(tx, limitId);
  return limit === undefined || hasFreeSlots(tx, limit, { slots: 1 });
}

/** The run that waits longest for a freed slot is scheduled for now, instead of at its next turn (engine.md S4). */
async function releaseSlots(tx: Tx, flowRunId: string, put: PutFlowRun): Promise<void> {
  for (const limitId of await releaseHolder(tx, flowRunId)) {
    const [next] = await tx.all<{ id: string }>(findFirstInLine, [limitId, tx.now]);
    if (next === undefined) continue;
    const details = { scheduled_time: isoFromMicros(tx.now) };
    await put(next.id, { type: "SCHEDULED", name: "AwaitingConcurrencySlot", message: "A slot is free.", details });
  }
}

async function countRetriedFailures(tx: Tx, flowRunId: string): Promise<number> {
  const [row] = await tx.all<{ attempt: number }>(countFailedAttempts, [flowRunId, flowRunId]);
  return Number(row?.attempt ?? 0);
}

const findLimitOfDeployment = statement(
  "find-limit-of-deployment",
  "SELECT l.id AS limit_id, link.when_full, link.lease_seconds, l.slots FROM deployment d " +
    "LEFT JOIN deployment_limit link ON link.deployment_id = d.id " +
    "LEFT JOIN concurrency_limit l ON l.id = link.limit_id AND l.active WHERE d.id = ?",
  ["id"],
);
const findFirstInLine = findUnlocked(
  "find-first-in-line",
  "SELECT r.id FROM slot_waiter w JOIN flow_run r ON r.id = w.waiter_id WHERE w.limit_id = ? AND w.expires > ? " +
    "AND r.state_type = 'SCHEDULED' AND r.state_name = 'AwaitingConcurrencySlot' ORDER BY w.since, w.waiter_id LIMIT 1",
  ["limit_id", "expires"],
);
const countFailedAttempts = statement(
  "count-retried-failures",
  "SELECT COUNT(*) AS attempt FROM flow_run_attempt WHERE flow_run_id = ? AND cause = 'failed' AND attempt > " +
    "COALESCE((SELECT MAX(attempt) FROM flow_run_attempt WHERE flow_run_id = ? AND cause = 'manual'), 0)",
  ["flow_run_id", "flow_run_id"],
);
