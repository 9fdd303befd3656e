import type { Micros } from "../../src/lib/clock.ts";
import { firstIdAt } from "../../src/lib/time-ordered-id.ts";
import type { Store } from "../../src/server/db/store.ts";
import type { SeededIds } from "./insert-history.ts";

/** Finds the ids of a database that was seeded before, and when that was. */
export async function idsOf(store: Store): Promise<{ ids: SeededIds; now: Micros }> {
  return await store.read(
    async (db) => {
      const flows = await db.selectFrom("flow").select(["id", "created"]).orderBy("name").execute();
      const deployments = await db
        .selectFrom("deployment")
        .innerJoin("flow", "flow.id", "deployment.flow_id")
        .select("deployment.id")
        .orderBy("flow.name")
        .execute();
      const now = Number(flows[0]!.created);
      const middle = firstIdAt(now - 180 * 86_400_000_000);
      const taskRun = await db
        .selectFrom("task_run")
        .select(["id", "flow_run_id"])
        .where("id", ">", middle)
        .orderBy("id")
        .limit(1)
        .executeTakeFirstOrThrow();
      const queue = await db.selectFrom("work_queue").select(["id", "work_pool_id"]).executeTakeFirstOrThrow();
      return {
        now,
        ids: {
          flows: flows.map(({ id }) => id),
          deployments: deployments.map(({ id }) => id),
          pool: queue.work_pool_id,
          queue: queue.id,
          flowRun: taskRun.flow_run_id!,
          taskRun: taskRun.id,
        },
      };
    },
    { deadlineMs: 60_000 },
  );
}
