import { sql } from "kysely";
import type { Micros } from "../../lib/clock.ts";
import type { StateType } from "../../schemas/state.ts";
import { type Filters, taskRunsWhere } from "./filters/related.ts";
import { eb, exists, on } from "./filters/criterion.ts";
import type { Store } from "./store.ts";

/** How many task runs each flow run has; those that stand for child flow runs are not counted. */
export async function countTaskRunsByFlowRun(store: Store, ids: readonly string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const isChild = exists(
    eb.selectFrom("flow_run as child").select("child.id").whereRef("child.parent_task_run_id", "=", "task_run.id"),
  );
  const rows = await store.read((db) =>
    db
      .selectFrom("task_run")
      .select(["flow_run_id", sql<number>`count(*)`.as("count")])
      .where("flow_run_id", "in", ids)
      .where(eb.not(isChild))
      .groupBy("flow_run_id")
      .execute(),
  );
  return new Map(rows.map((row) => [row.flow_run_id!, Number(row.count)]));
}

export interface NextRun {
  id: string;
  flow_id: string;
  name: string;
  state_name: string;
  state_type: StateType;
  next_scheduled_start_time: Micros;
}

/** The next scheduled run of each flow that has one. */
export async function nextRunsByFlow(store: Store, ids: readonly string[]): Promise<NextRun[]> {
  if (ids.length === 0) return [];
  // Scheduled runs are found first, by the index that has no others; then those of the flows.
  const rows = await store.read(async (db) => {
    const found = await sql<NextRun>`WITH waiting AS MATERIALIZED (
        SELECT id, flow_id, name, state_name, state_type, next_scheduled_start_time FROM flow_run
        WHERE state_type = 'SCHEDULED' AND next_scheduled_start_time IS NOT NULL
      ), placed AS (
        SELECT *, row_number() OVER (PARTITION BY flow_id ORDER BY next_scheduled_start_time) AS place FROM waiting
        WHERE ${on("waiting.flow_id" as never, { any_: ids })}
      ) SELECT id, flow_id, name, state_name, state_type, next_scheduled_start_time FROM placed WHERE place = 1`.execute(
      db,
    );
    return found.rows;
  });
  return rows;
}

export interface DashboardBucket {
  bucket: number;
  completed: number;
  failed: number;
}

/** How many task runs ended well and badly, by the bucket of time in which they started. */
export async function countEndedTaskRuns(
  store: Store,
  filters: Filters,
  { start, width }: { start: Micros; width: Micros },
): Promise<DashboardBucket[]> {
  const rows = await store.read((db) =>
    db
      .selectFrom("task_run")
      .select([
        sql<number>`((coalesce(task_run.start_time, task_run.expected_start_time) - ${sql.lit(start)}) / ${sql.lit(width)})`.as(
          "bucket",
        ),
        sql<number>`sum(CASE WHEN task_run.state_type = 'COMPLETED' THEN 1 ELSE 0 END)`.as("completed"),
        sql<number>`sum(CASE WHEN task_run.state_type IN ('FAILED', 'CRASHED') THEN 1 ELSE 0 END)`.as("failed"),
      ])
      .where(taskRunsWhere(filters, store.dialect))
      .groupBy(sql`1`)
      .execute(),
  );
  return rows.map((row) => ({
    bucket: Number(row.bucket),
    completed: Number(row.completed),
    failed: Number(row.failed),
  }));
}
