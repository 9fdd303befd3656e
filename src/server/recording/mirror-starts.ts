import { uuidv7 } from "../../lib/uuid.ts";
import type { FlowRunItem, TaskRunItem } from "../../schemas/record.ts";
import type { Tx } from "../db/store.ts";
import { type Entry, ofKind } from "./entry.ts";
import { KnownRuns } from "./known-runs.ts";
import { recordTaskRuns } from "./record-task-runs.ts";

/** Shows the first states of child flow runs on the task runs that stand for them in their parents (F-050). */
export async function mirrorStarts(tx: Tx, entries: readonly Entry<FlowRunItem>[]): Promise<void> {
  const mirrored = entries
    .filter(({ isStarted, item }) => isStarted === true && item.parent_task_run_id)
    .map(({ item }): Entry => ({ item: mirrorItem(item) }));
  await recordTaskRuns(tx, new KnownRuns(tx), ofKind(mirrored, "task-run"));
}

function mirrorItem(item: FlowRunItem): TaskRunItem {
  const states = item.states.map((state) => ({
    ...state,
    id: uuidv7(),
    details: { ...state.details, child_flow_run_id: item.id },
  }));
  const runCount = states.filter((state) => state.type === "RUNNING").length;
  return { kind: "task-run", n: item.n, id: item.parent_task_run_id!, run_count: runCount, try: 1, states };
}
