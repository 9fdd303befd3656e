import type { Kysely } from "kysely";
import type { Micros } from "../../lib/clock.ts";
import type { WaitedFor, WaitingReason } from "../../schemas/waiting.ts";
import { countRunsInSlots } from "../db/limits/slot-holders.ts";
import type { Tables } from "../db/tables.ts";
import { reason } from "./reason.ts";
import type { WaitingRun } from "./why-waiting.ts";

/** Who asked for runs so recently is there. Source: features W-012. */
const readyFor: Micros = 60_000_000;

/** What keeps the pool and queue of a due run, or the runner of its deployment, from starting it. */
export async function placeReasons(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  if (run.work_queue_id === null) return await runnerReasons(db, run, now);
  const place = await placeOf(db, run.work_queue_id);
  if (place === undefined) return [reason("no-worker", "Its work queue is gone.", { whatToDo: "Deploy it again." })];
  const reasons = [...pauses(place), ...(await fullLimits(db, place))];
  const worker = await lastWorker(db, place.pool_id);
  if (worker === null || worker.offline_at <= now) reasons.push(noWorker(place, worker?.last_heartbeat_time ?? null));
  return reasons;
}

function placeOf(db: Kysely<Tables>, queueId: string) {
  return db
    .selectFrom("work_queue as queue")
    .innerJoin("work_pool as pool", "pool.id", "queue.work_pool_id")
    .select(["queue.id as queue_id", "queue.name as queue_name", "queue.is_paused as queue_paused"])
    .select(["queue.concurrency_limit as queue_limit", "queue.updated as queue_updated"])
    .select(["pool.id as pool_id", "pool.name as pool_name", "pool.is_paused as pool_paused", "pool.type as pool_type"])
    .select(["pool.concurrency_limit as pool_limit", "pool.updated as pool_updated"])
    .where("queue.id", "=", queueId)
    .executeTakeFirst();
}

type Place = NonNullable<Awaited<ReturnType<typeof placeOf>>>;

const poolOf = (place: Place): WaitedFor => ({ type: "work-pool", id: place.pool_id, name: place.pool_name });
const queueOf = (place: Place): WaitedFor => ({ type: "work-queue", id: place.queue_id, name: place.queue_name });

function pauses(place: Place): WaitingReason[] {
  const reasons: WaitingReason[] = [];
  if (place.pool_paused) {
    const whatToDo = `Resume it: sluice work-pool resume ${place.pool_name}`;
    reasons.push(
      reason("pool-paused", `The work pool ${place.pool_name} is paused.`, { for: [poolOf(place)], whatToDo }),
    );
  }
  if (place.queue_paused) {
    const whatToDo = `Resume it: sluice work-queue resume ${place.queue_name} --pool ${place.pool_name}`;
    const message = `The work queue ${place.queue_name} is paused.`;
    reasons.push(reason("queue-paused", message, { for: [queueOf(place)], whatToDo }));
  }
  return reasons;
}

async function fullLimits(db: Kysely<Tables>, place: Place): Promise<WaitingReason[]> {
  const queues = await db.selectFrom("work_queue").select("id").where("work_pool_id", "=", place.pool_id).execute();
  const used = await countRunsInSlots(
    db,
    queues.map(({ id }) => id),
  );
  const inPool = [...used.values()].reduce((sum, count) => sum + count, 0);
  const inQueue = used.get(place.queue_id) ?? 0;
  const whatToDo = "Wait for a run of it to end, or raise its limit.";
  const reasons: WaitingReason[] = [];
  if (place.pool_limit !== null && inPool >= place.pool_limit) {
    const message = `The work pool ${place.pool_name} runs ${inPool} of the ${place.pool_limit} that it may.`;
    reasons.push(reason("pool-limit", message, { for: [poolOf(place)], whatToDo }));
  }
  if (place.queue_limit !== null && inQueue >= place.queue_limit) {
    const message = `The work queue ${place.queue_name} runs ${inQueue} of the ${place.queue_limit} that it may.`;
    reasons.push(reason("queue-limit", message, { for: [queueOf(place)], whatToDo }));
  }
  return reasons;
}

async function lastWorker(db: Kysely<Tables>, poolId: string) {
  const worker = await db
    .selectFrom("worker")
    .select(["last_heartbeat_time", "offline_at"])
    .where("work_pool_id", "=", poolId)
    .orderBy("offline_at", "desc")
    .limit(1)
    .executeTakeFirst();
  return worker ?? null;
}

function noWorker(place: Place, since: Micros | null): WaitingReason {
  const ever = since === null ? "has never had a worker" : "has no worker that is online";
  return reason("no-worker", `The work pool ${place.pool_name} ${ever}.`, {
    since,
    for: [poolOf(place)],
    whatToDo: `Start one: sluice worker start --pool ${place.pool_name}`,
  });
}

/** A deployment without a work pool is run by the program that serves it. */
async function runnerReasons(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  const deployment = await db
    .selectFrom("deployment")
    .select(["id", "name", "last_polled"])
    .where("id", "=", run.deployment_id!)
    .executeTakeFirst();
  if (deployment === undefined) {
    const message = "Its deployment was deleted: nobody will start it.";
    return [reason("no-runner", message, { whatToDo: `Cancel it: sluice flow-run cancel ${run.id}` })];
  }
  const { id, name, last_polled: since } = deployment;
  if (since !== null && since > now - readyFor) return [];
  const message = since === null ? `No program has ever served ${name}.` : `No program serves ${name} now.`;
  const whatToDo = "Start the program that serves it (flow.serve), or deploy it to a work pool.";
  return [reason("no-runner", message, { since, for: [{ type: "deployment", id, name }], whatToDo })];
}
