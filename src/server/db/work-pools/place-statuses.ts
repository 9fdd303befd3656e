// How deployments, queues and pools are follows from who asks them for runs, and when. The `status` columns only keep
// what was last told of them, so that a change is told once.

import { type Kysely, sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { Tx } from "../store.ts";
import type { Tables } from "../tables.ts";

export interface ChangedStatus {
  id: string;
  name: string;
  status: "READY" | "NOT_READY" | "PAUSED";
}

export interface Look {
  now: Micros;
  /** Who was asked for runs since then is ready. */
  since: Micros;
  limit: number;
}

type Table = "deployment" | "work_queue" | "work_pool";

/** Those whose status is another than was last told. */
export async function changedStatuses(db: Kysely<Tables>, table: Table, look: Look): Promise<ChangedStatus[]> {
  const status = statusOf(table, look);
  return db
    .selectFrom(table)
    .select(["id", "name"])
    .select(status.as("status"))
    .where(sql<SqlBool>`COALESCE(${sql.ref(`${table}.status`)}, 'NOT_READY') <> ${status}`)
    .orderBy("id")
    .limit(look.limit)
    .execute();
}

function statusOf(table: Table, { now, since }: Look) {
  type Status = ChangedStatus["status"];
  switch (table) {
    case "work_pool":
      return sql<Status>`CASE WHEN work_pool.is_paused THEN 'PAUSED' WHEN EXISTS (SELECT 1 FROM worker
        WHERE worker.work_pool_id = work_pool.id AND worker.offline_at > ${now}) THEN 'READY' ELSE 'NOT_READY' END`;
    case "work_queue":
      return sql<Status>`CASE WHEN work_queue.is_paused THEN 'PAUSED'
        WHEN work_queue.last_polled > ${since} THEN 'READY' ELSE 'NOT_READY' END`;
    case "deployment":
      return sql<Status>`CASE WHEN deployment.last_polled > ${since} OR EXISTS (SELECT 1 FROM work_queue
        WHERE work_queue.id = deployment.work_queue_id AND work_queue.last_polled > ${since})
        THEN 'READY' ELSE 'NOT_READY' END`;
  }
}

/** Notes that a status is told; false when another server has told it. */
export async function noteStatus(tx: Tx, table: Table, { id, status }: ChangedStatus): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable(table)
    .set({ status })
    .where("id", "=", id)
    .where(sql<SqlBool>`COALESCE(${sql.ref(`${table}.status`)}, 'NOT_READY') <> ${status}`)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
