import { releaseHolder } from "../limits/concurrency-limits.ts";
import type { Tx } from "../store.ts";

const atOnce = 200;

/** Deletes flow runs with all that is theirs: task runs, states, attempts, inputs, logs, and the slots they hold. */
export async function deleteFlowRuns(tx: Tx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const { db } = tx;
  const taskRuns = db.selectFrom("task_run").select("id").where("flow_run_id", "in", ids);
  await db.deleteFrom("task_run_state").where("task_run_id", "in", taskRuns).execute();
  await db.deleteFrom("task_run").where("flow_run_id", "in", ids).execute();
  await db.deleteFrom("flow_run_state").where("flow_run_id", "in", ids).execute();
  await db.deleteFrom("flow_run_attempt").where("flow_run_id", "in", ids).execute();
  await db.deleteFrom("flow_run_input").where("flow_run_id", "in", ids).execute();
  await db.deleteFrom("log").where("flow_run_id", "in", ids).execute();
  const { numDeletedRows } = await db.deleteFrom("flow_run").where("id", "in", ids).executeTakeFirst();
  tx.touch("flow-run");
  for (const id of ids) {
    await releaseHolder(tx, id);
    tx.touch(`flow-run:${id}`);
  }
  return Number(numDeletedRows);
}

/** Deletes all runs of a flow. */
export async function deleteFlowRunsOfFlow(tx: Tx, flowId: string): Promise<void> {
  for (;;) {
    const runs = await tx.db.selectFrom("flow_run").select("id").where("flow_id", "=", flowId).limit(atOnce).execute();
    if (runs.length === 0) return;
    await deleteFlowRuns(
      tx,
      runs.map(({ id }) => id),
    );
  }
}
