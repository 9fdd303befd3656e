import type { RecordedState } from "../../schemas/record.ts";
import { insertOrIgnore } from "../db/statement.ts";

const columns = ["type", "name", "timestamp", "message", "details"] as const;

export const insertFlowRunStates = insertOrIgnore("flow_run_state", ["id", "flow_run_id", ...columns]);
export const insertTaskRunStates = insertOrIgnore("task_run_state", ["id", "task_run_id", ...columns]);

/** The row of one state, for one of the statements above. */
export function stateRow(runId: string, state: RecordedState): unknown[] {
  return [state.id, runId, state.type, state.name, state.timestamp, state.message, state.details];
}
