import { sql, type SqlBool } from "kysely";
import type { FlowRunFilter } from "../../../schemas/filters/flow-run-filter.ts";
import type { DatabaseName } from "../columns.ts";
import { type Condition, eb, joined, nullness, on, onTags, onTime, within } from "./criterion.ts";
import { inState } from "./unusual-state.ts";

export function flowRunMatches(filter: FlowRunFilter, database: DatabaseName): Condition {
  return joined(filter.operator, [
    on("flow_run.id", filter.id),
    on("flow_run.name", filter.name),
    onTags("flow_run.tags", filter.tags, database),
    on("flow_run.deployment_id", filter.deployment_id),
    on("flow_run.work_queue_name", filter.work_queue_name),
    inState("flow_run", filter.state),
    on("flow_run.flow_version", filter.flow_version),
    hasStarted(filter),
    on("flow_run.end_time", filter.end_time),
    on("flow_run.expected_start_time", filter.expected_start_time),
    on("flow_run.next_scheduled_start_time", filter.next_scheduled_start_time),
    isChildOf(filter),
    on("flow_run.parent_task_run_id", filter.parent_task_run_id),
    on("flow_run.idempotency_key", filter.idempotency_key),
    isMadeBy(filter),
  ]);
}

function hasStarted({ start_time }: FlowRunFilter): Condition | undefined {
  if (start_time === null || start_time === undefined) return undefined;
  const start = sql`coalesce(${sql.ref("flow_run.start_time")}, ${sql.ref("flow_run.expected_start_time")})`;
  const isNull = start_time.is_null_ ?? undefined;
  return joined("and_", [
    onTime(start, start_time),
    isNull === undefined ? undefined : nullness("flow_run.start_time", isNull),
  ]);
}

/** Direct children only, as in Prefect. */
function isChildOf({ parent_flow_run_id: parents }: FlowRunFilter): Condition | undefined {
  if (parents?.any_ === null || parents?.any_ === undefined) return undefined;
  const tracking = eb.selectFrom("task_run").select("task_run.id").where(within("task_run.flow_run_id", parents.any_)!);
  return sql<SqlBool>`${sql.ref("flow_run.parent_task_run_id")} IN (${tracking})`;
}

function isMadeBy({ created_by: maker }: FlowRunFilter): Condition | undefined {
  if (maker === null || maker === undefined) return undefined;
  const isNull = maker.is_null_ ?? undefined;
  return joined(maker.operator, [
    among("id", maker.id_),
    among("type", maker.type_),
    isNull === undefined ? undefined : nullness("flow_run.created_by", isNull),
  ]);
}

function among(field: "id" | "type", values: readonly string[] | null | undefined): Condition | undefined {
  if (values === null || values === undefined) return undefined;
  if (values.length === 0) return sql<SqlBool>`(1 = 0)`;
  return sql<SqlBool>`(${sql.ref("flow_run.created_by")} ->> ${sql.lit(field)}) IN (${sql.join(values)})`;
}
