import { isTerminal } from "../../schemas/state.ts";
import type { Tx } from "../db/store.ts";
import { flowRunState, lockFlowRun } from "../orchestration/flow-run-rows.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { proposeTaskRunState } from "../orchestration/propose-task-run-state.ts";
import { plannedCalls, type RetryScope } from "./retry-plan.ts";

/** Why a run cannot be retried; undefined once it is scheduled again, with the calls that are to run again put aside. */
export async function retryRun(tx: Tx, id: string, scope: RetryScope): Promise<string | undefined> {
  const run = await lockFlowRun(tx, id);
  const state = await flowRunState(tx, run.state_id);
  if (run.parent_task_run_id !== null) return "It is part of another flow run: retry that one.";
  if (state === null || !isTerminal(state.type)) return `It has not ended: it is ${state?.name ?? "not begun"}.`;
  const message = "Retried by hand.";
  for (const call of await plannedCalls(tx.db, id, scope)) {
    if (call.reused || scope.mode === "failed") continue;
    const putAside = { type: "COMPLETED", name: "RolledBack", message: `${message} ${call.reason}.` } as const;
    await proposeTaskRunState(tx, call.task_run_id, putAside, { force: true });
  }
  await proposeFlowRunState(tx, id, { type: "SCHEDULED", name: "AwaitingRetry", message }, { force: true });
  return undefined;
}
