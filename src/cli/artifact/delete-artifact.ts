import { type CommandApi, openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { found } from "../not-found.ts";

export interface DeleteArtifactOptions {
  id?: string;
  yes?: true;
}

export async function deleteArtifact(key: string | undefined, { id, yes }: DeleteArtifactOptions): Promise<void> {
  if ((key === undefined) === (id === undefined))
    throw new CommandFailure("Give the artifact's key, or --id with one version's.");
  await using api = await openApi();
  if (!yes) await confirm(key === undefined ? `Delete artifact ${id}?` : `Delete all versions of artifact "${key}"?`);
  if (key === undefined) return await deleteVersion(api, id!);
  const count = await deleteVersions(api, key);
  if (count === 0) throw new CommandFailure(`There is no artifact with the key "${key}" in ${api.where}.`);
  console.log(`Deleted ${count === 1 ? "the only version" : `${count} versions`} of artifact "${key}".`);
}

async function deleteVersion({ client }: CommandApi, id: string): Promise<void> {
  await found(client.call("DELETE /artifacts/{id:uuid}", { params: { id } }), `artifact ${id}`);
  console.log(`Deleted artifact ${id}.`);
}

/** Returns how many there were. */
async function deleteVersions({ client }: CommandApi, key: string): Promise<number> {
  const body = { artifacts: { key: { any_: [key] } }, limit: 200 };
  for (let deleted = 0; ;) {
    const versions = await client.call("POST /artifacts/filter", { body });
    if (versions.length === 0) return deleted;
    for (const { id } of versions) await client.call("DELETE /artifacts/{id:uuid}", { params: { id } });
    deleted += versions.length;
  }
}
