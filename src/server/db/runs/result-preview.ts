import { sql } from "kysely";
import type { Store } from "../store.ts";
import type { ResultMeta } from "../tables.ts";

export interface ResultRow {
  result_meta: ResultMeta | null;
  length: number | null;
  /** Null when it is longer than was asked for. */
  text: string | null;
}

/** The result of a run, if it is not longer than `most` characters, with what is known of it. */
export function readResult(
  store: Store,
  table: "flow_run" | "task_run",
  { id, most }: { id: string; most: number },
): Promise<ResultRow | undefined> {
  return store.read((db) =>
    db
      .selectFrom(table)
      .select("result_meta")
      .select(sql<number | null>`length(result)`.as("length"))
      .select(sql<string | null>`CASE WHEN length(result) <= ${most} THEN result END`.as("text"))
      .where("id", "=", id)
      .executeTakeFirst(),
  );
}
