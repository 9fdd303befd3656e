import type { LogsItem } from "../../schemas/record.ts";
import { insertOrIgnore } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { accept, type Entry } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";

const insertLogs = insertOrIgnore("log", [
  "id",
  "created",
  "timestamp",
  "level",
  "flow_run_id",
  "task_run_id",
  "name",
  "message",
]);

export async function recordLogs(tx: Tx, runs: KnownRuns, entries: readonly Entry<LogsItem>[]): Promise<void> {
  const admitted = entries.filter((entry) => runs.admit(entry, flowRunOfLogs(entry.item)));
  const rows = admitted.flatMap(({ item }) => item.logs.map((log) => logRow(tx, log)));
  if (rows.length > 0) {
    await tx.runRows(insertLogs, rows);
    tx.touch("log");
  }
  admitted.forEach(accept);
}

/** The logs of one item are of one attempt, and so of one flow run. */
export function flowRunOfLogs(item: LogsItem): string | null | undefined {
  return item.logs.find((log) => log.flow_run_id)?.flow_run_id;
}

function logRow(tx: Tx, log: LogsItem["logs"][number]): unknown[] {
  return [log.id, tx.now, log.timestamp, log.level, log.flow_run_id, log.task_run_id, log.name, log.message];
}
