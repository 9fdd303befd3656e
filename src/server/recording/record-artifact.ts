import { uuidv7 } from "../../lib/uuid.ts";
import type { ArtifactItem } from "../../schemas/record.ts";
import type { Tx } from "../db/store.ts";
import { accept, type Entry, refuse } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";

/** Records an artifact, or new data of one that is there; the latest of a key is kept beside it. */
export async function recordArtifact(tx: Tx, runs: KnownRuns, entry: Entry<ArtifactItem>): Promise<void> {
  const { item } = entry;
  if (!runs.admit(entry, item.flow_run_id)) return;
  if (item.update === true) await updateArtifact(tx, entry);
  else await insertArtifact(tx, item);
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

async function insertArtifact(tx: Tx, item: ArtifactItem): Promise<void> {
  const artifact = {
    created: item.timestamp,
    updated: item.timestamp,
    type: item.type,
    flow_run_id: item.flow_run_id ?? null,
    task_run_id: item.task_run_id ?? null,
    description: item.description ?? null,
    data: item.data_json,
  };
  await tx.db
    .insertInto("artifact")
    .values({ id: item.id, key: item.key ?? null, ...artifact })
    .onConflict((conflict) => conflict.column("id").doNothing())
    .execute();
  if (item.key === null || item.key === undefined) return;
  await tx.db
    .insertInto("artifact_collection")
    .values({ id: uuidv7(), latest_id: item.id, key: item.key, ...artifact })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ latest_id: item.id, ...artifact }))
    .execute();
}
