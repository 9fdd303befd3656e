import type { Selectable } from "kysely";
import type { Store } from "../store.ts";
import type { StateColumns } from "../tables.ts";

export type StateRow = Selectable<StateColumns> & { run_id: string };

type Runs = "flow_run" | "task_run";

function selectStates(store: Store, runs: Runs, where: { id: string } | { run: string }): Promise<StateRow[]> {
  const [table, run] =
    runs === "flow_run" ? (["flow_run_state", "flow_run_id"] as const) : (["task_run_state", "task_run_id"] as const);
  return store.read((db) => {
    const query = db
      .selectFrom(table)
      .select(["id", "type", "name", "timestamp", "message", "details", "data"])
      .select(`${run} as run_id` as never)
      .orderBy("timestamp")
      .orderBy("id");
    const found = "id" in where ? query.where("id", "=", where.id) : query.where(run as never, "=", where.run as never);
    return found.execute() as unknown as Promise<StateRow[]>;
  });
}

export async function readState(store: Store, runs: Runs, id: string): Promise<StateRow | undefined> {
  const [row] = await selectStates(store, runs, { id });
  return row;
}

/** The states that a run has had, in order. */
export function statesOfRun(store: Store, runs: Runs, run: string): Promise<StateRow[]> {
  return selectStates(store, runs, { run });
}
