import { isoFromMicros } from "../../../lib/clock.ts";
import { uuidv7 } from "../../../lib/uuid.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import { readFlowRun } from "../../db/runs/flow-runs.ts";
import { insertLogs, listLogs, type LogRow, logsOfFlowRun } from "../../db/runs/logs.ts";
import type { Store } from "../../db/store.ts";
import { Answered } from "../http/answer.ts";
import { found } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { sliceOf } from "../http/paging.ts";
import { serve } from "../http/serve.ts";

export const servedLogs = [
  serve("POST /logs/", async ({ body }, { store }) => {
    await store.write((tx) =>
      insertLogs(
        tx,
        body.map((log) => ({
          id: uuidv7(),
          created: tx.now,
          timestamp: microsFromWire(log.timestamp),
          level: log.level,
          flow_run_id: log.flow_run_id ?? null,
          task_run_id: log.task_run_id ?? null,
          name: log.name,
          message: log.message,
        })),
      ),
    );
    return null;
  }),

  serve("POST /logs/filter", async ({ body }, api) => {
    const list = { filter: body.logs, sort: body.sort ?? "TIMESTAMP_ASC", ...sliceOf(body, api) };
    return (await listLogs(api.store, list)).map(logOnWire);
  }),

  serve("GET /flow_runs/{id:uuid}/logs/download", async ({ params }, { store }) => {
    const { name } = found(await readFlowRun(store, params.id), missingFlowRun);
    const headers = { "Content-Disposition": `attachment; filename="${fileName(name)}-logs.csv"` };
    return new Answered(ReadableStream.from(csvOfLogs(store, params.id)).pipeThrough(new TextEncoderStream()), {
      headers,
    });
  }),
];

export function logOnWire(log: LogRow) {
  const created = isoFromMicros(log.created);
  return {
    id: log.id,
    created,
    updated: created,
    name: log.name,
    level: log.level,
    message: log.message,
    timestamp: isoFromMicros(log.timestamp),
    flow_run_id: log.flow_run_id,
    task_run_id: log.task_run_id,
  };
}

const pageSize = 1000;

/** A header line, then one line for each log; pages are read as they are asked for. */
async function* csvOfLogs(store: Store, flowRunId: string): AsyncGenerator<string> {
  yield "timestamp,level,flow_run_id,task_run_id,message\r\n";
  let after: LogRow | undefined;
  do {
    const page = await logsOfFlowRun(store, flowRunId, { after, limit: pageSize });
    if (page.length > 0) yield page.map(csvLine).join("");
    after = page.length === pageSize ? page.at(-1) : undefined;
  } while (after !== undefined);
}

function csvLine(log: LogRow): string {
  const fields = [isoFromMicros(log.timestamp), log.level, log.flow_run_id ?? "", log.task_run_id ?? "", log.message];
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** Source: RFC 4180. */
function csvField(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A name that can stand in a header and in a file system. */
function fileName(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, "-");
}
