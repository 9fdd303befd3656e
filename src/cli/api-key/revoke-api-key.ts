import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";

export async function revokeApiKey(text: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  const keys = await api.client.call("GET /sluice/api_keys");
  const key = keys.find(({ id, name, revoked }) => revoked === null && (name === text || id === text));
  if (key === undefined) throw new CommandFailure(`There is no key "${text}" in use: "sluice api-key ls" lists them.`);
  if (!yes) await confirm(`Revoke the key "${key.name}" (${key.role})? What uses it is refused from then on.`);
  await api.client.call("DELETE /sluice/api_keys/{id:uuid}", { params: { id: key.id } });
  console.log(`Revoked the key "${key.name}".`);
}
