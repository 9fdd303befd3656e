import type { Client } from "../../client/client.ts";
import type { Log } from "../../schemas/log.ts";

export interface LogSelection {
  flowRunId?: string;
  taskRunId?: string;
  /** The lowest level that counts. */
  level?: number | undefined;
}

const pageSize = 200;

/** A page of logs in one direction; from a time on where it is given. */
function page(
  client: Client,
  selection: LogSelection,
  place: { newestFirst: boolean; after?: string | undefined; limit: number; offset: number },
): Promise<Log[]> {
  const { flowRunId, taskRunId, level } = selection;
  const { newestFirst, after, limit, offset } = place;
  const logs = {
    ...(flowRunId !== undefined && { flow_run_id: { any_: [flowRunId] } }),
    ...(taskRunId !== undefined && { task_run_id: { any_: [taskRunId] } }),
    ...(level !== undefined && { level: { ge_: level } }),
    ...(after !== undefined && { timestamp: { after_: after } }),
  };
  const sort = newestFirst ? "TIMESTAMP_DESC" : "TIMESTAMP_ASC";
  return client.call("POST /logs/filter", { body: { logs, sort, limit, offset } });
}

/** Logs from a time on (or from the first), the oldest first. Each page begins at the time where the last one ended. */
export async function* logsSince(client: Client, selection: LogSelection, after?: string): AsyncGenerator<Log> {
  let from = after;
  let offset = 0; // how many of that time were seen
  for (;;) {
    const logs = await page(client, selection, { newestFirst: false, after: from, limit: pageSize, offset });
    yield* logs;
    const last = logs.at(-1)?.timestamp;
    if (last === undefined || logs.length < pageSize) return;
    const sameTime = logs.filter(({ timestamp }) => timestamp === last).length;
    offset = last === from ? offset + sameTime : sameTime;
    from = last;
  }
}

/** The last lines, the newest first. */
export async function lastLogs(client: Client, selection: LogSelection, count: number): Promise<Log[]> {
  const logs: Log[] = [];
  while (logs.length < count) {
    const limit = Math.min(pageSize, count - logs.length);
    const more = await page(client, selection, { newestFirst: true, limit, offset: logs.length });
    logs.push(...more);
    if (more.length < limit) break;
  }
  return logs;
}
