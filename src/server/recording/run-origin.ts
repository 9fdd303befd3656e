import type { RunOrigin } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";

/** What it takes to run a flow run again, for a process that has not decided yet whether to take it over (engine.md R1). */
export async function runOrigin(store: Store, id: string): Promise<RunOrigin | undefined> {
  return await store.read((db) =>
    db
      .selectFrom("flow_run")
      .innerJoin("flow", "flow.id", "flow_run.flow_id")
      .select([
        "flow_run.id as id",
        "flow_run.name as name",
        "flow.name as flow_name",
        "flow_run.state_type as state_type",
        "flow_run.state_name as state_name",
        "flow_run.deployment_id as deployment_id",
        "flow_run.parent_task_run_id as parent_task_run_id",
        "flow_run.owner as owner",
        "flow_run.origin as origin",
        "flow_run.parameters as parameters_json",
      ])
      .where("flow_run.id", "=", id)
      .executeTakeFirst(),
  );
}
