import type { WorkerResponse } from "../../schemas/worker.ts";
import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export async function listWorkers({ pool, ...options }: ListOptions & { pool: string }): Promise<void> {
  await using api = await openApi();
  const ask = (page: { limit: number; offset: number }) =>
    api.client.call("POST /work_pools/{work_pool_name}/workers/filter", {
      params: { work_pool_name: pool },
      body: page,
    });
  const workers = await found(inPages(options.limit, ask), `work pool "${pool}"`);
  printList(workers, { ...options, columns, empty: `No workers in the work pool "${pool}".` });
}

const columns: Column<WorkerResponse>[] = [
  { head: "Name", text: ({ name }) => name, paint: paint.cyan },
  {
    head: "Status",
    text: ({ status }) => status,
    paint: (text) => (text === "ONLINE" ? paint.green : paint.dim)(text),
  },
  { head: "Last heartbeat", text: ({ last_heartbeat_time }) => timeInList(last_heartbeat_time), paint: paint.dim },
];
