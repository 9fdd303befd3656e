import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { Tx } from "../../db/store.ts";
import { ensureWorkQueue } from "../../db/work-pools/work-queues.ts";
import { jobVariablesFault } from "../../deployments/job-variables.ts";
import { unprocessable } from "../http/api-error.ts";
import { lockedPool } from "../work-pools/work-pools.ts";
import { agentPool, ensureAgentPool } from "../work-pools/work-queues.ts";

/** The names of a pool and of a queue, as they were sent. */
export interface GivenPlace {
  work_pool_name?: string | null | undefined;
  work_queue_name?: string | null | undefined;
}

/** Where runs are picked up. A queue that is not there is made; a pool that is not there is an error. */
export async function placeOf(
  tx: Tx,
  { work_pool_name: poolName, work_queue_name: queueName }: GivenPlace,
): Promise<string | null> {
  if (!poolName && !queueName) return null;
  if (!poolName) await ensureAgentPool(tx);
  const pool = await lockedPool(tx, poolName || agentPool);
  return queueName ? ensureWorkQueue(tx, pool.id, queueName) : pool.default_queue_id;
}

/** The queue of this name in the pool of another queue. */
export async function queueBeside(tx: Tx, queueId: string, name: string): Promise<string> {
  const { work_pool_id } = await tx.db
    .selectFrom("work_queue")
    .select("work_pool_id")
    .where("id", "=", queueId)
    .executeTakeFirstOrThrow();
  return ensureWorkQueue(tx, work_pool_id, name);
}

/** Refuses job variables that do not fit the template of the pool that a queue belongs to. */
export async function refuseFaultyJobVariables(
  tx: Tx,
  queueId: string | null,
  { layers, complete }: { layers: readonly JsonObject[]; complete: boolean },
): Promise<void> {
  if (queueId === null) return;
  const pool = await tx.db
    .selectFrom("work_queue")
    .innerJoin("work_pool", "work_pool.id", "work_queue.work_pool_id")
    .select("work_pool.base_job_template")
    .where("work_queue.id", "=", queueId)
    .executeTakeFirst();
  if (pool === undefined) return;
  const template = parseExactJson(pool.base_job_template) as JsonObject;
  const fault = await jobVariablesFault({ template, layers, complete });
  if (fault !== undefined) throw unprocessable(`The job variables do not fit the work pool: ${fault}`);
}
