import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { findRun } from "../find-run.ts";
import { found } from "../not-found.ts";

export async function deleteFlowRun(text: string, { yes }: { yes?: boolean }): Promise<void> {
  await using api = await openApi();
  const id = await findRun(api, "flow run", text);
  if (!yes) await confirm(`Delete flow run ${id} with its task runs and logs?`);
  await found(api.client.call("DELETE /flow_runs/{id:uuid}", { params: { id } }), `flow run ${id}`);
  console.log(`Deleted flow run ${id}.`);
}
