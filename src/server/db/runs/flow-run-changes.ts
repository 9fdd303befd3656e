import type { Updateable } from "kysely";
import { statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import type { FlowRunTable, Labels } from "../tables.ts";

/** A flow run that is about to be made; JSON that must come back as sent is text already. */
export interface NewFlowRun {
  id: string;
  flow_id: string;
  name: string;
  flow_version: string | null;
  parameters: string;
  context: string;
  job_variables: string | null;
  tags: string[];
  labels: Labels;
  empirical_policy: object;
  idempotency_key: string | null;
  parent_task_run_id: string | null;
  deployment_id: string | null;
  deployment_version?: string | null;
  work_queue_id?: string | null;
  work_queue_name?: string | null;
  infrastructure_document_id: string | null;
  created_by: object | null;
  /** Whether a schedule made it. Default false. */
  auto_scheduled?: boolean;
}

const given = [
  "id",
  "flow_id",
  "name",
  "flow_version",
  "parameters",
  "context",
  "job_variables",
  "tags",
  "labels",
  "empirical_policy",
  "idempotency_key",
  "parent_task_run_id",
  "deployment_id",
  "deployment_version",
  "work_queue_id",
  "work_queue_name",
  "infrastructure_document_id",
  "created_by",
] as const satisfies readonly (keyof NewFlowRun)[];

const always = ["created", "updated", "run_count", "total_run_time", "try", "attempt", "auto_scheduled"] as const;

const columns = [...given, ...always];

const insert = statement(
  "create-flow-run",
  `INSERT INTO flow_run (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`,
  columns,
);

/** Makes a run without a state; false when its flow has a run with this idempotency key. */
export async function insertFlowRun(tx: Tx, run: NewFlowRun): Promise<boolean> {
  const values = [
    ...given.map((column) => run[column] ?? null),
    tx.now,
    tx.now,
    0,
    0,
    1,
    0,
    run.auto_scheduled ?? false,
  ];
  return (await tx.run(insert, values)) === 1;
}

const flowExists = statement("flow-exists", "SELECT id FROM flow WHERE id = ?", ["id"]);
const runOfKey = statement(
  "flow-run-of-idempotency-key",
  "SELECT id FROM flow_run WHERE flow_id = ? AND idempotency_key = ?",
  ["flow_id", "idempotency_key"],
);

export async function hasFlow(tx: Tx, id: string): Promise<boolean> {
  return (await tx.all(flowExists, [id])).length === 1;
}

export async function flowRunOfKey(tx: Tx, flowId: string, key: string): Promise<string | undefined> {
  const [row] = await tx.all<{ id: string }>(runOfKey, [flowId, key]);
  return row?.id;
}

/** Changes fields of a run; false when it is not there. */
export async function updateFlowRun(tx: Tx, id: string, changes: Updateable<FlowRunTable>): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("flow_run")
    .set({ ...changes, updated: tx.now })
    .where("id", "=", id)
    .executeTakeFirst();
  tx.touch("flow-run");
  tx.touch(`flow-run:${id}`);
  return numUpdatedRows === 1n;
}

/** Merges labels into those of a run; false when it is not there. */
export async function mergeFlowRunLabels(tx: Tx, id: string, labels: Labels): Promise<boolean> {
  const query = tx.db.selectFrom("flow_run").select("labels").where("id", "=", id);
  const run = await (tx.dialect === "postgres" ? query.forUpdate() : query).executeTakeFirst();
  return run !== undefined && updateFlowRun(tx, id, { labels: { ...run.labels, ...labels } });
}
