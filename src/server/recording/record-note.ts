import type { NoteItem } from "../../schemas/record.ts";
import type { Tx } from "../db/store.ts";
import { accept, type Entry } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";

/** Adds a line to the run's page; the same line is not added twice (W1a). */
export async function recordNote(tx: Tx, runs: KnownRuns, entry: Entry<NoteItem>): Promise<void> {
  const { flow_run_id: id, text } = entry.item;
  if (!runs.admit(entry, id)) return;
  const { notes } = await tx.db.selectFrom("flow_run").select("notes").where("id", "=", id).executeTakeFirstOrThrow();
  if (!notes?.includes(text)) {
    await tx.db
      .updateTable("flow_run")
      .set({ notes: [...(notes ?? []), text] })
      .where("id", "=", id)
      .execute();
    tx.touch(`flow-run:${id}`);
  }
  accept(entry);
}
