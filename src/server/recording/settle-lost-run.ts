import { uuidv7 } from "../../lib/uuid.ts";
import type { StateType } from "../../schemas/state.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { beginAttempt } from "./attempts.ts";
import { crashOpenCalls } from "./crash-open-calls.ts";

export interface LostRun {
  id: string;
  state_type: StateType | null;
  crash_retries: number | null;
  deployment_id: string | null;
}

export interface Loss {
  message: string;
  /** Its process was ended to make room: it goes on elsewhere. */
  reschedule?: boolean;
}

/** What becomes of a run that nobody executes any more. */
export async function settleLostRun(tx: Tx, run: LostRun, { message, reschedule = false }: Loss): Promise<void> {
  switch (run.state_type) {
    case "RUNNING":
    case "PENDING":
      if (reschedule) return retry(tx, run, { message, cause: "manual" });
      if (await hasCrashRetries(tx, run)) return retry(tx, run, { message, cause: "crashed" });
      return crash(tx, run, message);
    case "CANCELLING":
      await proposeFlowRunState(tx, run.id, { type: "CANCELLED", message }, { force: true });
      return void (await crashOpenCalls(tx, run.id, message));
    case "SCHEDULED":
    case "PAUSED":
      return void (await crashOpenCalls(tx, run.id, message)); // it waits as before, for another process
    case "COMPLETED":
    case "FAILED":
    case "CANCELLED":
    case "CRASHED":
    case null:
      return; // it had ended: only its lease was left
  }
}

type Retry = { message: string; cause: "crashed" | "manual" };

async function retry(tx: Tx, run: LostRun, { message, cause }: Retry): Promise<void> {
  await crashOpenCalls(tx, run.id, message);
  await proposeFlowRunState(tx, run.id, { type: "SCHEDULED", name: "AwaitingRetry", message }, { force: true });
  const vacancy = { flowRunId: run.id, token: uuidv7(), owner: null, cause };
  await tx.run(setAttempt, [await beginAttempt(tx, vacancy), run.id]);
}

async function crash(tx: Tx, run: LostRun, message: string): Promise<void> {
  await proposeFlowRunState(tx, run.id, { type: "CRASHED", message }, { force: true });
  await crashOpenCalls(tx, run.id, message);
}

/** A claimed run whose code had not begun has done nothing yet: whoever claimed it may have ended, not the run. */
const startsOfDeployment = 3;

/** Budgets are counted from attempts, since the last one that a person asked for. */
async function hasCrashRetries(tx: Tx, { id, state_type, crash_retries, deployment_id }: LostRun): Promise<boolean> {
  const isUnbegun = state_type === "PENDING" && deployment_id !== null;
  const budget = Math.max(crash_retries ?? 0, isUnbegun ? startsOfDeployment : 0);
  if (budget === 0) return false;
  const [row] = await tx.all<{ attempt: number }>(countCrashes, [id, id]);
  return (row?.attempt ?? 0) < budget;
}

const setAttempt = statement("set-flow-run-attempt", "UPDATE flow_run SET attempt = ? WHERE id = ?", ["attempt", "id"]);
const countCrashes = statement(
  "count-crashes",
  "SELECT COUNT(*) AS attempt FROM flow_run_attempt WHERE flow_run_id = ? AND cause = 'crashed' AND attempt > " +
    "COALESCE((SELECT MAX(attempt) FROM flow_run_attempt WHERE flow_run_id = ? AND cause = 'manual'), 0)",
  ["flow_run_id", "flow_run_id"],
);
