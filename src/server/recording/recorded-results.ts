import type { RecordedResult } from "../../schemas/record.ts";
import type { Store } from "../db/store.ts";
import { recordedResult } from "./results.ts";

/** The result of a run; null when it has none, or is not there. */
export async function resultOf(
  store: Store,
  table: "flow_run" | "task_run",
  id: string,
): Promise<RecordedResult | null> {
  const row = await store.read((db) =>
    db.selectFrom(table).select(["result_meta", "result"]).where("id", "=", id).executeTakeFirst(),
  );
  return row === undefined ? null : recordedResult(row.result_meta, row.result);
}
