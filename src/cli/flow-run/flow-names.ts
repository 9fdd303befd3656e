import type { Client } from "../../client/client.ts";
import { namesOf } from "../pages.ts";

/** The names of the flows of these runs, by flow id. */
export function flowNames(client: Client, runs: readonly { flow_id: string }[]): Promise<Map<string, string>> {
  return namesOf(
    runs.map((run) => run.flow_id),
    (ids) => client.call("POST /flows/filter", { body: { flows: { id: { any_: ids } }, limit: ids.length } }),
  );
}
