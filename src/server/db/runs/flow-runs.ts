import { type Kysely, type Selectable, type SelectQueryBuilder, sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { FlowRunSort } from "../../../schemas/enums.ts";
import { every } from "../filters/criterion.ts";
import { isUnusual } from "../filters/unusual-state.ts";
import { oneByOne, withFlowIds } from "../filters/one-by-one.ts";
import { type Filters, flowRunsWhere } from "../filters/related.ts";
import { countRuns } from "./count-runs.ts";
import { latenessSql } from "./run-estimates.ts";
import { statement } from "../statement.ts";
import type { Store, Tx } from "../store.ts";
import type { FlowRunTable, StateColumns, Tables } from "../tables.ts";

// What a flow run is on the wire. The columns of our own that can be large (origin, result) are not read in lists.
const columns = [
  "flow_run.id",
  "flow_run.created",
  "flow_run.updated",
  "flow_run.flow_id",
  "flow_run.name",
  "flow_run.flow_version",
  "flow_run.deployment_id",
  "flow_run.deployment_version",
  "flow_run.work_queue_name",
  "flow_run.idempotency_key",
  "flow_run.parent_task_run_id",
  "flow_run.tags",
  "flow_run.labels",
  "flow_run.empirical_policy",
  "flow_run.context",
  "flow_run.job_variables",
  "flow_run.parameters",
  "flow_run.auto_scheduled",
  "flow_run.infrastructure_document_id",
  "flow_run.infrastructure_pid",
  "flow_run.created_by",
  "flow_run.state_id",
  "flow_run.state_type",
  "flow_run.state_name",
  "flow_run.state_timestamp",
  "flow_run.run_count",
  "flow_run.expected_start_time",
  "flow_run.next_scheduled_start_time",
  "flow_run.start_time",
  "flow_run.end_time",
  "flow_run.total_run_time",
  "flow_run.try",
  "flow_run.attempt",
  "flow_run.notes",
] as const;

type FlowRunColumn = (typeof columns)[number] extends `flow_run.${infer Name}` ? Name : never;

/** The parts of a run's current state that the run's own row does not repeat. */
export interface CurrentState {
  state_message: string | null;
  state_details: Selectable<StateColumns>["details"];
  state_data: string | null;
}

/** Where a run is picked up; null as soon as the queue is gone. */
export interface PickUpPlace {
  work_queue_id: string | null;
  work_pool_id: string | null;
  work_pool_name: string | null;
}

export type FlowRunRow = Pick<Selectable<FlowRunTable>, FlowRunColumn> & CurrentState & PickUpPlace;

function selectFlowRuns(db: Kysely<Tables>) {
  return db
    .selectFrom("flow_run")
    .leftJoin("flow_run_state as state", "state.id", "flow_run.state_id")
    .leftJoin("work_queue as queue", "queue.id", "flow_run.work_queue_id")
    .leftJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .select(columns)
    .select(["queue.id as work_queue_id", "pool.id as work_pool_id", "pool.name as work_pool_name"])
    .select(["state.message as state_message", "state.details as state_details", "state.data as state_data"]);
}

export function readFlowRun(store: Store, id: string): Promise<FlowRunRow | undefined> {
  return store.read((db) => selectFlowRuns(db).where("flow_run.id", "=", id).executeTakeFirst());
}

/** The run as this unit has left it. */
export async function readFlowRunIn(tx: Tx, id: string): Promise<FlowRunRow> {
  const [row] = await tx.all<FlowRunRow>(readOne, [id]);
  return row!;
}

const readOne = statement(
  "read-flow-run",
  `SELECT ${columns.join(", ")}, state.message AS state_message, state.details AS state_details, ` +
    "state.data AS state_data, queue.id AS work_queue_id, pool.id AS work_pool_id, pool.name AS work_pool_name " +
    "FROM flow_run LEFT JOIN flow_run_state AS state ON state.id = flow_run.state_id " +
    "LEFT JOIN work_queue AS queue ON queue.id = flow_run.work_queue_id " +
    "LEFT JOIN work_pool AS pool ON pool.id = queue.work_pool_id WHERE flow_run.id = ?",
  ["id"],
);

/** The runs with these ids, in their order. */
export async function readFlowRuns(db: Kysely<Tables>, ids: readonly string[]): Promise<FlowRunRow[]> {
  if (ids.length === 0) return [];
  const rows = await selectFlowRuns(db).where("flow_run.id", "in", ids).execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

export interface FlowRunList {
  filters: Filters;
  sort: FlowRunSort;
  limit: number;
  offset: number;
}

export async function listFlowRuns(store: Store, { filters, sort, limit, offset }: FlowRunList): Promise<FlowRunRow[]> {
  const most = limit + offset;
  const inOrder = orders[sort].hasIndexes === true;
  const listed = (one: Filters) =>
    every([flowRunsWhere(one, store.dialect), isUnusual("flow_run", one.flow_runs?.state, { inOrder })]);
  return await store.read(async (db) => {
    const asked = await withFlowIds(db, filters, store.dialect);
    const each = inOrder ? oneByOne(asked, most) : undefined;
    const ids = each?.map((one) => {
      const query = db.selectFrom("flow_run").select("flow_run.id").where(listed(one));
      return sql`SELECT id FROM (${sorted(query, sort).limit(most)}) AS first`;
    });
    const runs = selectFlowRuns(db);
    const where = ids ? sql<SqlBool>`flow_run.id IN (${sql.join(ids, sql` UNION ALL `)})` : listed(asked);
    return await sorted(runs.where(where), sort).limit(limit).offset(offset).execute();
  });
}

function sorted<DB extends Tables, O>(
  query: SelectQueryBuilder<DB, "flow_run", O>,
  sort: FlowRunSort,
): SelectQueryBuilder<DB, "flow_run", O> {
  const { column, direction } = orders[sort];
  const order = sql`${column} ${sql.raw(direction)} NULLS LAST`;
  return sort === "ID_DESC"
    ? query.orderBy(sql`flow_run.id`, "desc")
    : query.orderBy(order).orderBy(sql`flow_run.id`, "desc");
}

const startTime = sql`coalesce(flow_run.start_time, flow_run.expected_start_time)`;

interface Order {
  column: ReturnType<typeof sql>;
  direction: "asc" | "desc";
  /** Whether runs of a flow, of a deployment or in a state are in an index in this order. */
  hasIndexes?: boolean;
}

const orders: Record<FlowRunSort, Order> = {
  ID_DESC: { column: sql`flow_run.id`, direction: "desc" },
  START_TIME_ASC: { column: startTime, direction: "asc" },
  START_TIME_DESC: { column: startTime, direction: "desc", hasIndexes: true },
  EXPECTED_START_TIME_ASC: { column: sql`flow_run.expected_start_time`, direction: "asc" },
  EXPECTED_START_TIME_DESC: { column: sql`flow_run.expected_start_time`, direction: "desc" },
  NAME_ASC: { column: sql`flow_run.name`, direction: "asc" },
  NAME_DESC: { column: sql`flow_run.name`, direction: "desc" },
  NEXT_SCHEDULED_START_TIME_ASC: { column: sql`flow_run.next_scheduled_start_time`, direction: "asc" },
  END_TIME_DESC: { column: sql`flow_run.end_time`, direction: "desc" },
};

export function countFlowRuns(store: Store, filters: Filters): Promise<number> {
  return countRuns(store, "flow_run", filters);
}

/** The average lateness of the runs that match, null when none does. */
export async function averageLateness(store: Store, filters: Filters, now: Micros): Promise<Micros | null> {
  const row = await store.read((db) =>
    db
      .selectFrom("flow_run")
      .select(sql<number | null>`avg(${latenessSql("flow_run", now)})`.as("average"))
      .where(flowRunsWhere(filters, store.dialect))
      .executeTakeFirstOrThrow(),
  );
  return row.average === null ? null : Number(row.average);
}

/** The ids of runs that match, within a unit. */
export async function flowRunIds(tx: Tx, filters: Filters, limit: number): Promise<string[]> {
  const rows = await tx.db
    .selectFrom("flow_run")
    .select("flow_run.id")
    .where(flowRunsWhere(filters, tx.dialect))
    .orderBy("flow_run.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
