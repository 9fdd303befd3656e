import { statement } from "../statement.ts";
import type { Tx } from "../store.ts";
import type { Labels } from "../tables.ts";

/** A task run that is about to be made by a client's request. */
export interface NewTaskRun {
  id: string;
  flow_run_id: string | null;
  name: string;
  task_key: string;
  dynamic_key: string;
  cache_key: string | null;
  cache_expiration: number | null;
  task_version: string | null;
  empirical_policy: object;
  tags: string[];
  labels: Labels;
  task_inputs: object;
}

const given = [
  "id",
  "flow_run_id",
  "name",
  "task_key",
  "dynamic_key",
  "cache_key",
  "cache_expiration",
  "task_version",
  "empirical_policy",
  "tags",
  "labels",
  "task_inputs",
] as const satisfies readonly (keyof NewTaskRun)[];

const always = [
  "created",
  "updated",
  "run_count",
  "flow_run_run_count",
  "total_run_time",
  "try",
  "generation",
] as const;

const columns = [...given, ...always];

const insert = statement(
  "create-task-run",
  `INSERT INTO task_run (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")}) ON CONFLICT DO NOTHING`,
  columns,
);

/** Makes a task run without a state; false when its id or its place in the flow run is taken. */
export async function insertTaskRun(tx: Tx, run: NewTaskRun): Promise<boolean> {
  const values = [...given.map((column) => run[column]), tx.now, tx.now, 0, 0, 0, 1, 0];
  return (await tx.run(insert, values)) === 1;
}

/** The id of the task run that has the new one's place, or its id. */
export async function takenBy(tx: Tx, run: NewTaskRun): Promise<string> {
  if (run.flow_run_id !== null) {
    const row = await tx.db
      .selectFrom("task_run")
      .select("id")
      .where("flow_run_id", "=", run.flow_run_id)
      .where("dynamic_key", "=", run.dynamic_key)
      .where("task_key", "=", run.task_key)
      .executeTakeFirst();
    if (row !== undefined) return row.id;
  }
  return run.id;
}

/** Renames a task run; false when it is not there. */
export async function renameTaskRun(tx: Tx, id: string, name: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable("task_run")
    .set({ name, updated: tx.now })
    .where("id", "=", id)
    .executeTakeFirst();
  tx.touch(`task-run:${id}`);
  return numUpdatedRows === 1n;
}

/** Deletes a task run with its states and logs; false when it is not there. */
export async function deleteTaskRun(tx: Tx, id: string): Promise<boolean> {
  const { numDeletedRows } = await tx.db.deleteFrom("task_run").where("id", "=", id).executeTakeFirst();
  await tx.db.deleteFrom("task_run_state").where("task_run_id", "=", id).execute();
  await tx.db.deleteFrom("log").where("task_run_id", "=", id).execute();
  tx.touch("task-run");
  tx.touch(`task-run:${id}`);
  return numDeletedRows === 1n;
}
