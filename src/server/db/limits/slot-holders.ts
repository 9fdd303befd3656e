import { type Kysely, sql } from "kysely";
import { scheduled } from "../runs/scheduled.ts";
import type { Tables } from "../tables.ts";

/** Runs that hold the slots of queues: those that are being started or run. */
function runsInSlots(db: Kysely<Tables>, queueIds: readonly string[]) {
  return db
    .selectFrom("flow_run")
    .where("work_queue_id", "in", queueIds)
    .where("work_queue_id", "is not", null)
    .where("state_type", "in", ["PENDING", "RUNNING"]);
}

export interface SlotHoldingRun {
  id: string;
  name: string;
  state_type: string | null;
  state_name: string | null;
  start_time: number | null;
  state_timestamp: number | null;
}

export function listRunsInSlots(
  db: Kysely<Tables>,
  queueId: string,
  { limit, offset = 0 }: { limit: number; offset?: number },
): Promise<SlotHoldingRun[]> {
  return runsInSlots(db, [queueId])
    .select(["id", "name", "state_type", "state_name", "start_time", "state_timestamp"])
    .orderBy("state_timestamp")
    .orderBy("id")
    .limit(limit)
    .offset(offset)
    .execute();
}

/** How many runs of each queue hold slots. */
export async function countRunsInSlots(db: Kysely<Tables>, queueIds: readonly string[]): Promise<Map<string, number>> {
  if (queueIds.length === 0) return new Map();
  const rows = await runsInSlots(db, queueIds)
    .select(["work_queue_id", sql<number>`count(*)`.as("count")])
    .groupBy("work_queue_id")
    .execute();
  return new Map(rows.map(({ work_queue_id, count }) => [work_queue_id!, Number(count)]));
}

/** How many runs of a queue are late. */
export async function countLateRuns(db: Kysely<Tables>, queueId: string): Promise<number> {
  const row = await db
    .selectFrom("flow_run")
    .select(sql<number>`count(*)`.as("count"))
    .where("work_queue_id", "=", queueId)
    .where("state_type", "=", scheduled)
    .where("state_name", "=", "Late")
    .executeTakeFirstOrThrow();
  return Number(row.count);
}
