import type { Selectable } from "kysely";
import type { Store } from "../store.ts";
import type { FlowRunAttemptTable, FlowRunTable, TaskRunTable } from "../tables.ts";

const mostReused = 200;

type Run = Pick<Selectable<FlowRunTable>, "try" | "notes">;
type Attempt = Omit<Selectable<FlowRunAttemptTable>, "flow_run_id" | "token">;
type Reused = { id: string; name: string; reused: string | null };

export interface FlowRunDetailRows {
  run: Run;
  attempts: Attempt[];
  reused: Reused[];
}

export function readFlowRunDetails(store: Store, id: string): Promise<FlowRunDetailRows | undefined> {
  return store.read(async (db) => {
    const run = await db.selectFrom("flow_run").select(["try", "notes"]).where("id", "=", id).executeTakeFirst();
    if (run === undefined) return undefined;
    const attempts = await db
      .selectFrom("flow_run_attempt")
      .select(["attempt", "cause", "started", "ended", "owner"])
      .where("flow_run_id", "=", id)
      .orderBy("attempt")
      .execute();
    const reused = await db
      .selectFrom("task_run")
      .select(["id", "name", "reused"])
      .where("flow_run_id", "=", id)
      .where("reused", "is not", null)
      .orderBy("id", "desc")
      .limit(mostReused)
      .execute();
    return { run, attempts, reused };
  });
}

type Task = Pick<Selectable<TaskRunTable>, "try" | "generation" | "reused" | "weak" | "result_meta">;

export function readTaskRunDetails(store: Store, id: string): Promise<Task | undefined> {
  return store.read((db) =>
    db
      .selectFrom("task_run")
      .select(["try", "generation", "reused", "weak", "result_meta"])
      .where("id", "=", id)
      .executeTakeFirst(),
  );
}
