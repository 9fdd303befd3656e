import { sql, type SqlBool } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { WorkerFilter, WorkPoolFilter, WorkQueueFilter } from "../../../schemas/filters/work-pool-filter.ts";
import { type Condition, eb, joined, on } from "./criterion.ts";

export function workPoolMatches(filter: WorkPoolFilter): Condition {
  return joined(filter.operator, [
    on("work_pool.id", filter.id),
    on("work_pool.name", filter.name),
    on("work_pool.type", filter.type),
  ]);
}

export function workQueueMatches(filter: WorkQueueFilter): Condition {
  return joined(filter.operator, [on("work_queue.id", filter.id), on("work_queue.name", filter.name)]);
}

export function workerMatches(filter: WorkerFilter, now: Micros): Condition {
  const { any_: among, not_any_: notAmong } = filter.status ?? {};
  return joined(filter.operator, [
    on("worker.last_heartbeat_time", filter.last_heartbeat_time),
    among ? hasStatus(among, now) : undefined,
    notAmong && notAmong.length > 0 ? eb.not(hasStatus(notAmong, now)) : undefined,
  ]);
}

function hasStatus(statuses: readonly ("ONLINE" | "OFFLINE")[], now: Micros): Condition {
  const isOnline = sql<SqlBool>`worker.offline_at > ${now}`;
  return eb.or(statuses.map((status) => (status === "ONLINE" ? isOnline : eb.not(isOnline))));
}
