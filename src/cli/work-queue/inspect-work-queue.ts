import { openApi } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { fullTime } from "../print/time.ts";
import { findWorkQueue } from "./find-work-queue.ts";

export async function inspectWorkQueue(name: string, options: OutputOptions & { pool: string }): Promise<void> {
  await using api = await openApi();
  const queue = await findWorkQueue(api, { pool: options.pool, name });
  printDetails(queue, {
    ...options,
    entries: [
      ["Work queue", queue.name],
      ["Id", queue.id],
      ["Work pool", queue.work_pool_name],
      ["Priority", queue.priority],
      ["Status", queue.status],
      ["Limit", queue.concurrency_limit],
      ["Description", queue.description],
      ["Last polled", fullTime(queue.last_polled)],
    ],
  });
}
