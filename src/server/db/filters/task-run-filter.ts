import { sql } from "kysely";
import type { TaskRunFilter } from "../../../schemas/filters/task-run-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, exists, joined, nullness, on, onTags, onTime } from "./criterion.ts";
import { inState } from "./unusual-state.ts";

export function taskRunMatches(filter: TaskRunFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("task_run.id", filter.id),
    on("task_run.name", filter.name),
    onTags("task_run.tags", filter.tags, database),
    inState("task_run", filter.state),
    hasStarted(filter),
    on("task_run.end_time", filter.end_time),
    on("task_run.expected_start_time", filter.expected_start_time),
    tracksFlowRun(filter),
    on("task_run.flow_run_id", filter.flow_run_id),
  ]);
}

function hasStarted({ start_time }: TaskRunFilter): Condition | undefined {
  if (start_time === null || start_time === undefined) return undefined;
  const start = sql`coalesce(${sql.ref("task_run.start_time")}, ${sql.ref("task_run.expected_start_time")})`;
  const isNull = start_time.is_null_ ?? undefined;
  return joined("and_", [
    onTime(start, start_time),
    isNull === undefined ? undefined : nullness("task_run.start_time", isNull),
  ]);
}

/** A task run that stands for a child flow run. */
function tracksFlowRun({ subflow_runs: subflows }: TaskRunFilter): Condition | undefined {
  if (subflows?.exists_ === null || subflows?.exists_ === undefined) return undefined;
  const tracks = exists(
    eb.selectFrom("flow_run as child").select("child.id").whereRef("child.parent_task_run_id", "=", "task_run.id"),
  );
  return subflows.exists_ ? tracks : eb.not(tracks);
}
