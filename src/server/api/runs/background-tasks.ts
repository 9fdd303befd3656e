import { isoFromMicros } from "../../../lib/clock.ts";
import { claimTasks } from "../../background/claim-tasks.ts";
import { cancelTask, leaveTasks } from "../../background/give-back-tasks.ts";
import { keepTask } from "../../background/keep-task.ts";
import { createdOrFound } from "../http/answer.ts";
import { notFound } from "../http/api-error.ts";
import { serve } from "../http/serve.ts";

export const servedBackgroundTasks = [
  serve("POST /sluice/background_tasks", async ({ body }, { store }) => {
    const { run, isNew } = await store.write((tx) => keepTask(tx, body));
    return createdOrFound(run, isNew);
  }),

  serve("POST /sluice/background_tasks/claim", ({ body }, { store }) => store.write((tx) => claimTasks(tx, body))),

  serve("POST /sluice/background_tasks/{id:uuid}/cancel", async ({ params }, { store }) => {
    const wasThere = await store.write((tx) => cancelTask(tx, params.id));
    if (!wasThere) throw notFound("No background task with this id waits or runs.");
    return undefined;
  }),

  serve("POST /sluice/task_workers/{id:uuid}/leave", async ({ params }, { store }) => {
    await leaveTasks(store, params.id.toLowerCase(), "The worker that had it was stopped.");
    return undefined;
  }),

  serve("POST /task_workers/filter", async ({ body }, { store, clock }) => {
    const asked = body.task_worker_filter?.task_keys ?? [];
    const now = clock.now();
    const workers = await store.read((db) => db.selectFrom("task_worker").selectAll().orderBy("name").execute());
    return workers
      .filter(({ lease_expires_at }) => lease_expires_at > now)
      .filter(({ task_keys }) => asked.length === 0 || task_keys.some((key) => asked.includes(key)))
      .map(({ name, task_keys, updated }) => ({ identifier: name, task_keys, timestamp: isoFromMicros(updated) }));
  }),
];
