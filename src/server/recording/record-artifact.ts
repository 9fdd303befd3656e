import type { ArtifactItem } from "../../schemas/record.ts";
import { type ArtifactRow, insertArtifact } from "../db/artifacts.ts";
import type { Tx } from "../db/store.ts";
import { tellOfLatest } from "../events/change-events.ts";
import { accept, type Entry, refuse } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";

/** Records an artifact, or new data of one that is there; the latest of a key is kept beside it. */
export async function recordArtifact(tx: Tx, runs: KnownRuns, entry: Entry<ArtifactItem>): Promise<void> {
  const { item } = entry;
  if (!runs.admit(entry, item.flow_run_id)) return;
  if (item.update === true) await updateArtifact(tx, entry);
  else await tellOfLatest(tx, await insertArtifact(tx, rowOf(item)));
  if (entry.answer !== undefined) return;
  tx.touch("artifact");
  accept(entry);
}

async function updateArtifact(tx: Tx, entry: Entry<ArtifactItem>): Promise<void> {
  const { item } = entry;
  const changes = {
    data: item.data_json,
    updated: item.timestamp,
    ...(item.description ? { description: item.description } : {}),
  };
  const updated = await tx.db.updateTable("artifact").set(changes).where("id", "=", item.id).executeTakeFirst();
  if (updated.numUpdatedRows === 0n) return refuse(entry, "missing", `there is no artifact ${item.id}`);
  await tx.db.updateTable("artifact_collection").set(changes).where("latest_id", "=", item.id).execute();
}

function rowOf(item: ArtifactItem): ArtifactRow {
  return {
    id: item.id,
    key: item.key ?? null,
    created: item.timestamp,
    updated: item.timestamp,
    type: item.type,
    flow_run_id: item.flow_run_id ?? null,
    task_run_id: item.task_run_id ?? null,
    description: item.description ?? null,
    metadata: null,
    data: item.data_json,
  };
}
