import { microsFromIso } from "../../lib/clock.ts";
import type { BackgroundTaskCreate, BackgroundTaskCreated } from "../../schemas/background-task.ts";
import { insertTaskRun } from "../db/runs/task-run-changes.ts";
import type { Tx } from "../db/store.ts";
import { proposeTaskRunState } from "../orchestration/propose-task-run-state.ts";

/** Keeps a task with its run, in one commit; a task with the same id is found again, whatever became of it. */
export async function keepTask(
  tx: Tx,
  task: BackgroundTaskCreate,
): Promise<{ run: BackgroundTaskCreated; isNew: boolean }> {
  const due = task.scheduled_time == null ? tx.now : microsFromIso(task.scheduled_time);
  const isNew = await insertTaskRun(tx, {
    id: task.id,
    flow_run_id: null,
    name: task.name,
    task_key: task.task_key,
    dynamic_key: task.id,
    cache_key: null,
    cache_expiration: null,
    task_version: task.task_version ?? null,
    empirical_policy: { retries: task.retries, retry_delay: task.retry_delay },
    tags: [...new Set(task.tags)],
    labels: {},
    task_inputs: task.task_inputs as never,
  });
  if (!isNew) return { run: await findRun(tx, task), isNew };
  await proposeTaskRunState(
    tx,
    task.id,
    { type: "SCHEDULED", details: { scheduled_time: due, deferred: true } },
    { force: true },
  );
  await tx.db
    .insertInto("background_task")
    .values({
      task_run_id: task.id,
      task_key: task.task_key,
      priority: task.priority,
      due,
      parameters: task.parameters,
      deliveries: 0,
      cancelling: false,
    })
    .execute();
  tx.touch(`task-queue:${task.task_key}`);
  return { run: { id: task.id, name: task.name }, isNew };
}

async function findRun(tx: Tx, { id, name }: BackgroundTaskCreate): Promise<BackgroundTaskCreated> {
  const known = await tx.db.selectFrom("task_run").select("name").where("id", "=", id).executeTakeFirst();
  return { id, name: known?.name ?? name };
}
