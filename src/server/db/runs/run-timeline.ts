import type { Micros } from "../../../lib/clock.ts";
import type { StateType } from "../../../schemas/state.ts";
import type { TaskInputs } from "../../../schemas/task-run.ts";
import type { Store } from "../store.ts";

/** A call as a timeline draws it; `child_…` is of the flow run that it stands for. */
export interface TimelineRow {
  id: string;
  name: string;
  task_key: string;
  created: Micros;
  state_type: StateType | null;
  state_name: string | null;
  start_time: Micros | null;
  end_time: Micros | null;
  run_count: number;
  reused: string | null;
  task_inputs: TaskInputs;
  child_id: string | null;
  child_name: string | null;
  child_state_type: StateType | null;
  child_state_name: string | null;
  child_start_time: Micros | null;
  child_end_time: Micros | null;
}

/** The calls of a flow run, or those that have changed after a time; at most `limit`, in no particular order. */
export async function timelineRows(
  store: Store,
  flowRunId: string,
  { since, limit }: { since: Micros | undefined; limit: number },
): Promise<TimelineRow[]> {
  const rows = await store.read((db) => {
    const ofRun = db
      .selectFrom("task_run")
      .leftJoin("flow_run as child", "child.parent_task_run_id", "task_run.id")
      .select(["task_run.id", "task_run.name", "task_run.task_key", "task_run.created", "task_run.state_type"])
      .select(["task_run.state_name", "task_run.start_time", "task_run.end_time", "task_run.run_count"])
      .select(["task_run.reused", "task_run.task_inputs", "child.id as child_id", "child.name as child_name"])
      .select(["child.state_type as child_state_type", "child.state_name as child_state_name"])
      .select(["child.start_time as child_start_time", "child.end_time as child_end_time"])
      .where("task_run.flow_run_id", "=", flowRunId)
      .limit(limit);
    if (since === undefined) return ofRun.execute();
    return ofRun
      .where(({ eb, or }) => or([eb("task_run.updated", ">=", since), eb("child.updated", ">=", since)]))
      .execute();
  });
  return rows.map((row) => ({ ...row, task_inputs: row.task_inputs as TaskInputs }));
}
