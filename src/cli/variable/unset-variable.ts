import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { found } from "../not-found.ts";

export async function unsetVariable(name: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  if (!yes) await confirm(`Delete variable "${name}"?`);
  await found(api.client.call("DELETE /variables/name/{name}", { params: { name } }), `variable "${name}"`);
  console.log(`Deleted variable "${name}".`);
}
