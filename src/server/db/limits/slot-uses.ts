import type { Kysely } from "kysely";
import type { Micros } from "../../../lib/clock.ts";
import type { Tables } from "../tables.ts";

const mostListed = 100;

export interface SlotUseRow {
  slots: number;
  since: Micros;
  flow_run_id: string | null;
  flow_run_name: string | null;
  task_run_id: string | null;
  task_run_name: string | null;
}

/** Who holds slots of a limit, the oldest first. */
export function listHolders(db: Kysely<Tables>, limitId: string, now: Micros): Promise<SlotUseRow[]> {
  return db
    .selectFrom("slot_holder as use")
    .leftJoin("flow_run", "flow_run.id", "use.holder_id")
    .leftJoin("task_run", "task_run.id", "use.holder_id")
    .select(["use.slots as slots", "use.acquired as since", "flow_run.id as flow_run_id"])
    .select(["flow_run.name as flow_run_name", "task_run.id as task_run_id", "task_run.name as task_run_name"])
    .where("use.limit_id", "=", limitId)
    .where((use) => use.or([use("use.expires", "is", null), use("use.expires", ">", now)]))
    .orderBy("use.acquired")
    .limit(mostListed)
    .execute();
}

/** Who waits for slots of a limit, in the order of the line. */
export function listWaiters(db: Kysely<Tables>, limitId: string, now: Micros): Promise<SlotUseRow[]> {
  return db
    .selectFrom("slot_waiter as use")
    .leftJoin("flow_run", "flow_run.id", "use.waiter_id")
    .leftJoin("task_run", "task_run.id", "use.waiter_id")
    .select(["use.slots as slots", "use.since as since", "flow_run.id as flow_run_id"])
    .select(["flow_run.name as flow_run_name", "task_run.id as task_run_id", "task_run.name as task_run_name"])
    .where("use.limit_id", "=", limitId)
    .where("use.expires", ">", now)
    .orderBy("use.since")
    .orderBy("use.waiter_id")
    .limit(mostListed)
    .execute();
}
