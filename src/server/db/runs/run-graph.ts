import { sql } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { StateType } from "../../../schemas/state.ts";
import type { TaskInputs } from "../../../schemas/task-run.ts";
import type { Store } from "../store.ts";

/** A task run of a graph; `child` is the flow run that it stands for. */
export interface GraphCall {
  id: string;
  name: string;
  state_type: StateType | null;
  start_time: Micros | null;
  end_time: Micros | null;
  expected_start_time: Micros | null;
  task_inputs: TaskInputs;
  child: GraphChild | null;
}

export interface GraphChild {
  id: string;
  name: string;
  state_type: StateType | null;
  start_time: Micros | null;
  end_time: Micros | null;
}

/** The calls of a flow run, at most `limit`, without anything large. */
export async function graphCalls(store: Store, flowRunId: string, limit: number): Promise<GraphCall[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("task_run")
      .leftJoin("flow_run as child", "child.parent_task_run_id", "task_run.id")
      .select([
        "task_run.id",
        "task_run.name",
        "task_run.state_type",
        "task_run.start_time",
        "task_run.end_time",
        "task_run.expected_start_time",
        "task_run.task_inputs",
        "child.id as child_id",
        "child.name as child_name",
        "child.state_type as child_state_type",
        "child.start_time as child_start_time",
        "child.end_time as child_end_time",
      ])
      .where("task_run.flow_run_id", "=", flowRunId)
      .limit(limit)
      .execute(),
  );
  return rows.map(({ child_id, child_name, child_state_type, child_start_time, child_end_time, ...call }) => ({
    ...call,
    task_inputs: call.task_inputs as TaskInputs,
    child:
      child_id === null
        ? null
        : {
            id: child_id,
            name: child_name!,
            state_type: child_state_type,
            start_time: child_start_time,
            end_time: child_end_time,
          },
  }));
}

export interface GraphArtifactRow {
  id: string;
  created: Micros;
  key: string | null;
  type: string | null;
  task_run_id: string | null;
  /** Only of progress, which is drawn; other data can be large. */
  data: string | null;
  is_latest: boolean;
}

export async function graphArtifacts(store: Store, flowRunId: string, limit: number): Promise<GraphArtifactRow[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("artifact")
      .leftJoin("artifact_collection", "artifact_collection.latest_id", "artifact.id")
      .select(["artifact.id", "artifact.created", "artifact.key", "artifact.type", "artifact.task_run_id"])
      .select(sql<string | null>`CASE WHEN artifact.type = 'progress' THEN artifact.data END`.as("progress"))
      .select("artifact_collection.id as collection_id")
      .where("artifact.flow_run_id", "=", flowRunId)
      .orderBy("artifact.created")
      .orderBy("artifact.id")
      .limit(limit)
      .execute(),
  );
  return rows.map(({ progress, collection_id, ...artifact }) => ({
    ...artifact,
    data: progress,
    is_latest: artifact.key === null || collection_id !== null,
  }));
}
