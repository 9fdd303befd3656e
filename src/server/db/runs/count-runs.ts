import { sql } from "kysely";
import type { StateType } from "../../../schemas/state.ts";
import { type Filters, flowRunsWhere, taskRunsWhere } from "../filters/related.ts";
import type { Store } from "../store.ts";
import { coverageOf, hourQuestion, isAddedUp, runsRead } from "./run-hour-counts.ts";
import type { RunKind } from "./run-hours.ts";

/** How many runs match. */
export async function countRuns(store: Store, kind: RunKind, filters: Filters): Promise<number> {
  let count = 0;
  for (const ofState of (await countRunsByState(store, kind, filters)).values()) count += ofState;
  return count;
}

/** How many runs that match are in each state; those without a state are under null. */
export async function countRunsByState(
  store: Store,
  kind: RunKind,
  filters: Filters,
): Promise<Map<StateType | null, number>> {
  const where = (kind === "flow_run" ? flowRunsWhere : taskRunsWhere)(filters, store.dialect);
  const question = hourQuestion(kind, filters);
  const counts = new Map<StateType | null, number>();
  const add = (rows: readonly { state_type: StateType | null; count: number }[]) => {
    for (const { state_type, count } of rows) counts.set(state_type, (counts.get(state_type) ?? 0) + Number(count));
  };
  const stateType = sql.ref<StateType | null>(`${kind}.state_type`);
  if (question === undefined) {
    const query = sql<{
      state_type: StateType | null;
      count: number;
    }>`SELECT ${stateType} AS state_type, count(*) AS count
      FROM ${sql.table(kind)} WHERE ${where} GROUP BY 1`;
    add((await store.read((db) => query.execute(db))).rows);
    return counts;
  }
  const coverage = await coverageOf(store, kind, { period: question.period });
  await store.read(async (db) => {
    const counted = db
      .selectFrom("run_hour")
      .select(["state_type", ({ fn }) => fn.sum<number>("runs").as("count")])
      .where(isAddedUp(kind, coverage))
      .where(question.where)
      .groupBy("state_type");
    add(await counted.execute());
    const query = sql<{
      state_type: StateType | null;
      count: number;
    }>`SELECT ${stateType} AS state_type, count(*) AS count
      FROM ${runsRead(kind, coverage, where)} GROUP BY 1`;
    add((await query.execute(db)).rows);
  });
  return counts;
}
