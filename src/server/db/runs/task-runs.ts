import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from "kysely";
import type { TaskRunSort } from "../../../schemas/enums.ts";
import { type Filters, taskRunsWhere } from "../filters/related.ts";
import { every } from "../filters/criterion.ts";
import { isUnusual } from "../filters/unusual-state.ts";
import { countRuns } from "./count-runs.ts";
import type { CurrentState } from "./flow-runs.ts";
import { statement } from "../statement.ts";
import type { Store, Tx } from "../store.ts";
import type { Tables, TaskRunTable } from "../tables.ts";

const columns = [
  "task_run.id",
  "task_run.created",
  "task_run.updated",
  "task_run.name",
  "task_run.flow_run_id",
  "task_run.task_key",
  "task_run.dynamic_key",
  "task_run.cache_key",
  "task_run.cache_expiration",
  "task_run.task_version",
  "task_run.empirical_policy",
  "task_run.tags",
  "task_run.labels",
  "task_run.task_inputs",
  "task_run.state_id",
  "task_run.state_type",
  "task_run.state_name",
  "task_run.state_timestamp",
  "task_run.run_count",
  "task_run.flow_run_run_count",
  "task_run.expected_start_time",
  "task_run.next_scheduled_start_time",
  "task_run.start_time",
  "task_run.end_time",
  "task_run.total_run_time",
  "task_run.try",
  "task_run.reused",
  "task_run.weak",
] as const;

type TaskRunColumn = (typeof columns)[number] extends `task_run.${infer Name}` ? Name : never;

export type TaskRunRow = Pick<Selectable<TaskRunTable>, TaskRunColumn> & CurrentState;

function selectTaskRuns(db: Kysely<Tables>) {
  return db
    .selectFrom("task_run")
    .leftJoin("task_run_state as state", "state.id", "task_run.state_id")
    .select(columns)
    .select(["state.message as state_message", "state.details as state_details", "state.data as state_data"]);
}

export function readTaskRun(store: Store, id: string): Promise<TaskRunRow | undefined> {
  return store.read((db) => selectTaskRuns(db).where("task_run.id", "=", id).executeTakeFirst());
}

/** The task run as this unit has left it. */
export async function readTaskRunIn(tx: Tx, id: string): Promise<TaskRunRow> {
  const [row] = await tx.all<TaskRunRow>(readOne, [id]);
  return row!;
}

const readOne = statement(
  "read-task-run",
  `SELECT ${columns.join(", ")}, state.message AS state_message, state.details AS state_details, ` +
    "state.data AS state_data FROM task_run LEFT JOIN task_run_state AS state ON state.id = task_run.state_id " +
    "WHERE task_run.id = ?",
  ["id"],
);

/** A task run with the name of its flow run. */
export function readTaskRunWithFlowRunName(
  store: Store,
  id: string,
): Promise<(TaskRunRow & { flow_run_name: string | null }) | undefined> {
  return store.read((db) =>
    selectTaskRuns(db)
      .leftJoin("flow_run", "flow_run.id", "task_run.flow_run_id")
      .select("flow_run.name as flow_run_name")
      .where("task_run.id", "=", id)
      .executeTakeFirst(),
  );
}

export interface TaskRunList {
  filters: Filters;
  sort: TaskRunSort;
  limit: number;
  offset: number;
}

export function listTaskRuns(store: Store, { filters, sort, limit, offset }: TaskRunList): Promise<TaskRunRow[]> {
  const inOrder = sort === "EXPECTED_START_TIME_DESC" && filters.task_runs?.state?.type?.any_?.length === 1;
  const where = every([
    taskRunsWhere(filters, store.dialect),
    isUnusual("task_run", filters.task_runs?.state, { inOrder }),
  ]);
  return store.read((db) => sorted(selectTaskRuns(db).where(where), sort).limit(limit).offset(offset).execute());
}

function sorted<DB extends Tables, O>(
  query: SelectQueryBuilder<DB, "task_run", O>,
  sort: TaskRunSort,
): SelectQueryBuilder<DB, "task_run", O> {
  const byId = sql`task_run.id`;
  if (sort === "ID_DESC") return query.orderBy(byId, "desc");
  const { column, direction } = orders[sort];
  return query.orderBy(sql`${sql.ref(column)} ${sql.raw(direction)} NULLS LAST`).orderBy(byId, "desc");
}

const orders: Record<Exclude<TaskRunSort, "ID_DESC">, { column: string; direction: "asc" | "desc" }> = {
  EXPECTED_START_TIME_ASC: { column: "task_run.expected_start_time", direction: "asc" },
  EXPECTED_START_TIME_DESC: { column: "task_run.expected_start_time", direction: "desc" },
  NAME_ASC: { column: "task_run.name", direction: "asc" },
  NAME_DESC: { column: "task_run.name", direction: "desc" },
  NEXT_SCHEDULED_START_TIME_ASC: { column: "task_run.next_scheduled_start_time", direction: "asc" },
  END_TIME_DESC: { column: "task_run.end_time", direction: "desc" },
};

export function countTaskRuns(store: Store, filters: Filters): Promise<number> {
  return countRuns(store, "task_run", filters);
}
