// What a retry reuses (the table in engine.md), told before it happens.
//
// Invariants
//   P1. Calls are in the order in which they were made, which their ids tell: whatever depends on a call comes after it.
//   P2. "From a task" means the task run and every call that was made after it, also those that depend on nothing of it.

import type { Kysely } from "kysely";
import type { RetriedCall, RetryMode } from "../../schemas/retry.ts";
import type { Tables } from "../db/tables.ts";

export interface RetryScope {
  mode: RetryMode;
  /** For `from-task`: the first that runs again. */
  from?: string | undefined;
}

export async function plannedCalls(db: Kysely<Tables>, flowRunId: string, scope: RetryScope): Promise<RetriedCall[]> {
  const rows = await db
    .selectFrom("task_run")
    .select(["id", "name", "state_type", "state_name", "result_meta", "result"])
    .where("flow_run_id", "=", flowRunId)
    .orderBy("id")
    .execute();
  return rows.map((row) => {
    const why = whyAgain(row, scope);
    const { id, name, state_name } = row;
    return { task_run_id: id, name, state_name, reused: why === undefined, reason: why ?? "it completed" };
  });
}

type Row = Pick<Tables["task_run"], "id" | "name"> & {
  state_type: string | null;
  state_name: string | null;
  result: string | null;
  result_meta: { reference?: unknown; reason?: string | null | undefined } | null;
};

function whyAgain(call: Row, { mode, from }: RetryScope): string | undefined {
  if (mode === "run") return "the whole run is done again";
  if (mode === "from-task" && from !== undefined && call.id >= from)
    return call.id === from ? "the retry begins with it" : "it was called after the task that the retry begins with";
  if (call.state_type !== "COMPLETED") return `it is ${call.state_name ?? "not begun"}`;
  if (call.state_name === "RolledBack") return "it was rolled back";
  if (call.result === null && call.result_meta?.reference == null)
    return `its result was not kept${call.result_meta?.reason ? `: ${call.result_meta.reason}` : ""}`;
  return undefined;
}
