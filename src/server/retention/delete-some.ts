import type { Tx } from "../db/store.ts";

export interface Which {
  column: "flow_run_id" | "task_run_id";
  value: string;
  limit: number;
}

/** Deletes rows of a run, up to a number; returns how many. The newest artifact of a key stays: it is what the key shows. */
export async function deleteSome(tx: Tx, table: "log" | "artifact" | "task_run", which: Which): Promise<number> {
  switch (table) {
    case "log":
      return await deleteLogs(tx, which);
    case "artifact":
      return await deleteArtifacts(tx, which);
    case "task_run":
      return await deleteTaskRuns(tx, which);
  }
}

async function deleteLogs({ db }: Tx, { column, value, limit }: Which): Promise<number> {
  const some = await db.selectFrom("log").select("id").where(column, "=", value).limit(limit).execute();
  if (some.length > 0) await db.deleteFrom("log").where("id", "in", idsOf(some)).execute();
  return some.length;
}

async function deleteArtifacts({ db }: Tx, { column, value, limit }: Which): Promise<number> {
  const some = await db
    .selectFrom("artifact")
    .select("id")
    .where(column, "=", value)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("artifact_collection")
            .select("artifact_collection.id")
            .whereRef("artifact_collection.latest_id", "=", "artifact.id"),
        ),
      ),
    )
    .limit(limit)
    .execute();
  if (some.length > 0) await db.deleteFrom("artifact").where("id", "in", idsOf(some)).execute();
  return some.length;
}

async function deleteTaskRuns(tx: Tx, { column, value, limit }: Which): Promise<number> {
  const key = column === "task_run_id" ? "id" : column;
  const some = await tx.db.selectFrom("task_run").select("id").where(key, "=", value).limit(limit).execute();
  if (some.length === 0) return 0;
  await tx.db.deleteFrom("task_run_state").where("task_run_id", "in", idsOf(some)).execute();
  await tx.db.deleteFrom("task_run").where("id", "in", idsOf(some)).execute();
  return some.length;
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
