import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { found } from "../not-found.ts";

export async function deleteWorkPool(name: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  if (!yes) await confirm(`Delete the work pool "${name}" with its queues?`);
  await found(api.client.call("DELETE /work_pools/{name}", { params: { name } }), `work pool "${name}"`);
  console.log(`Deleted work pool "${name}".`);
}
