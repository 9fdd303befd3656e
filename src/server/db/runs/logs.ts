import type { Selectable } from "kysely";
import type { LogSort } from "../../../schemas/enums.ts";
import type { LogFilter } from "../../../schemas/filters/log-filter.ts";
import { logMatches } from "../filters/log-filter.ts";
import { insertOrIgnore } from "../statement.ts";
import type { Store, Tx } from "../store.ts";
import type { LogTable } from "../tables.ts";

export type LogRow = Selectable<LogTable>;

const columns = ["id", "created", "timestamp", "level", "flow_run_id", "task_run_id", "name", "message"] as const;
const insert = insertOrIgnore("log", columns);

export async function insertLogs(tx: Tx, logs: readonly LogRow[]): Promise<void> {
  if (logs.length === 0) return;
  await tx.runRows(
    insert,
    logs.map((log) => columns.map((column) => log[column])),
  );
  tx.touch("log");
}

export interface LogList {
  filter: LogFilter | null | undefined;
  sort: LogSort;
  limit: number;
  offset: number;
}

export function listLogs(store: Store, { filter, sort, limit, offset }: LogList): Promise<LogRow[]> {
  const direction = sort === "TIMESTAMP_ASC" ? "asc" : "desc";
  return store.read((db) => {
    const query = db.selectFrom("log").selectAll();
    return (filter ? query.where(logMatches(filter)) : query)
      .orderBy("timestamp", direction)
      .orderBy("id", direction)
      .limit(limit)
      .offset(offset)
      .execute();
  });
}

/** The logs of a flow run in order, page by page: those after the last one of the page before. */
export function logsOfFlowRun(
  store: Store,
  flowRunId: string,
  { after, limit }: { after: Pick<LogRow, "timestamp" | "id"> | undefined; limit: number },
): Promise<LogRow[]> {
  return store.read((db) => {
    const query = db
      .selectFrom("log")
      .selectAll()
      .where("flow_run_id", "=", flowRunId)
      .orderBy("timestamp")
      .orderBy("id")
      .limit(limit);
    if (after === undefined) return query.execute();
    return query
      .where(({ eb, refTuple, tuple }) => eb(refTuple("timestamp", "id"), ">", tuple(after.timestamp, after.id)))
      .execute();
  });
}

/** The logs that match and were written since a time, as far as their ids tell. */
export function logsSince(store: Store, filter: LogFilter, { firstId, limit }: { firstId: string; limit: number }) {
  return store.read((db) =>
    db
      .selectFrom("log")
      .selectAll()
      .where("id", ">=", firstId)
      .where(logMatches(filter))
      .orderBy("id")
      .limit(limit)
      .execute(),
  );
}
