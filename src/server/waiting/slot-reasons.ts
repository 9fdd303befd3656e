import type { Kysely } from "kysely";
import type { Micros } from "../../lib/clock.ts";
import type { WaitedFor, WaitingReason } from "../../schemas/waiting.ts";
import { limitsOfDeployments } from "../db/deployments/deployment-limits.ts";
import type { Tables } from "../db/tables.ts";
import { reason } from "./reason.ts";
import type { WaitingRun } from "./why-waiting.ts";

const mostNamed = 20;

/** The concurrency limit of the run's deployment, where all its slots are taken. */
export async function limitReasons(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  const limits = await limitsOfDeployments(db, { ids: [run.deployment_id!], now });
  const limit = limits.get(run.deployment_id!);
  if (limit === undefined || !limit.active || limit.active_slots < limit.slots) return [];
  const holders = await holdersOf(db, limit.id, now);
  const message = `All ${limit.slots} concurrency slots of its deployment are taken${namesOf(holders)}.`;
  return [
    reason("deployment-limit", message, {
      since: run.next_scheduled_start_time,
      for: [{ type: "limit", id: limit.id, name: limit.name }, ...holders],
      whatToDo: "Wait for one of them to end, cancel one, or raise the deployment's concurrency limit.",
    }),
  ];
}

/** The limits in whose line the run or a task run of it stands. */
export async function slotReasons(db: Kysely<Tables>, run: WaitingRun, now: Micros): Promise<WaitingReason[]> {
  const waiters = await db
    .selectFrom("slot_waiter")
    .innerJoin("concurrency_limit as limit", "limit.id", "slot_waiter.limit_id")
    .leftJoin("task_run", "task_run.id", "slot_waiter.waiter_id")
    .select(["limit.id as limit_id", "limit.name as limit_name", "limit.slots as slots", "slot_waiter.since as since"])
    .select(["task_run.id as task_id", "task_run.name as task_name"])
    .where("slot_waiter.expires", ">", now)
    .where((row) => row.or([row("slot_waiter.waiter_id", "=", run.id), row("task_run.flow_run_id", "=", run.id)]))
    .orderBy("slot_waiter.since")
    .limit(mostNamed)
    .execute();
  const reasons: WaitingReason[] = [];
  for (const waiter of waiters) {
    const holders = await holdersOf(db, waiter.limit_id, now);
    const who = waiter.task_name === null ? "It" : `Its task ${waiter.task_name}`;
    const task: WaitedFor[] =
      waiter.task_id === null ? [] : [{ type: "task-run", id: waiter.task_id, name: waiter.task_name! }];
    reasons.push(
      reason("slots", `${who} waits for slots of ${limitText(waiter.limit_name)}${namesOf(holders)}.`, {
        since: waiter.since,
        for: [{ type: "limit", id: waiter.limit_id, name: waiter.limit_name }, ...task, ...holders],
        whatToDo: "Wait for one of its holders to end, or raise the limit.",
      }),
    );
  }
  return reasons;
}

async function holdersOf(db: Kysely<Tables>, limitId: string, now: Micros): Promise<WaitedFor[]> {
  const rows = await db
    .selectFrom("slot_holder")
    .select(["holder_type", "holder_id"])
    .where("limit_id", "=", limitId)
    .where("holder_id", "is not", null)
    .where((holder) => holder.or([holder("expires", "is", null), holder("expires", ">", now)]))
    .orderBy("acquired")
    .limit(mostNamed)
    .execute();
  const idsOf = (type: string) => rows.filter((row) => row.holder_type === type).map((row) => row.holder_id!);
  return [
    ...(await named(db, "flow_run", idsOf("flow_run"))).map((run) => ({ type: "flow-run" as const, ...run })),
    ...(await named(db, "task_run", idsOf("task_run"))).map((run) => ({ type: "task-run" as const, ...run })),
  ];
}

async function named(db: Kysely<Tables>, table: "flow_run" | "task_run", ids: readonly string[]) {
  if (ids.length === 0) return [];
  return await db.selectFrom(table).select(["id", "name"]).where("id", "in", ids).orderBy("id").execute();
}

function namesOf(holders: readonly WaitedFor[]): string {
  return holders.length === 0 ? "" : `: ${holders.map(({ name }) => name).join(", ")}`;
}

function limitText(name: string): string {
  return name.startsWith("tag:") ? `the limit of the tag "${name.slice(4)}"` : `the limit "${name}"`;
}
