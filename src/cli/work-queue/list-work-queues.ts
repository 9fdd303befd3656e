import type { WorkQueueResponse } from "../../schemas/work-queue.ts";
import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export async function listWorkQueues({ pool, ...options }: ListOptions & { pool: string }): Promise<void> {
  await using api = await openApi();
  const params = { work_pool_name: pool };
  const ask = (page: { limit: number; offset: number }) =>
    api.client.call("POST /work_pools/{work_pool_name}/queues/filter", { params, body: page });
  const queues = await found(inPages(options.limit, ask), `work pool "${pool}"`);
  printList(queues, { ...options, columns, empty: `No queues in the work pool "${pool}".` });
}

const columns: Column<WorkQueueResponse>[] = [
  { head: "Name", text: ({ name }) => name, paint: paint.cyan },
  { head: "Priority", text: ({ priority }) => String(priority) },
  { head: "Status", text: ({ status }) => status ?? "-" },
  { head: "Limit", text: ({ concurrency_limit }) => String(concurrency_limit ?? "-") },
  { head: "Last polled", text: ({ last_polled }) => timeInList(last_polled), paint: paint.dim },
];
