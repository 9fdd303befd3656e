import type { FlowRunResponse } from "../../schemas/flow-run.ts";
import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { ListOptions } from "../options.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

/** By a filter: asking as a worker does would mark the pool as served. */
export async function previewWorkPool(name: string, options: ListOptions & { hours: number }): Promise<void> {
  await using api = await openApi();
  await found(api.client.call("GET /work_pools/{name}", { params: { name } }), `work pool "${name}"`);
  const before_ = new Date(Date.now() + options.hours * 3_600_000).toISOString();
  const runs = await api.client.call("POST /flow_runs/filter", {
    body: {
      work_pools: { name: { any_: [name] } },
      flow_runs: { state: { type: { any_: ["SCHEDULED"] } }, next_scheduled_start_time: { before_ } },
      sort: "NEXT_SCHEDULED_START_TIME_ASC",
      limit: Math.min(options.limit, 200),
    },
  });
  printList(runs, { ...options, columns, empty: `Nothing is due in the work pool "${name}".` });
}

const columns: Column<FlowRunResponse>[] = [
  { head: "Due", text: ({ next_scheduled_start_time }) => timeInList(next_scheduled_start_time) },
  { head: "Flow run", text: ({ name }) => name, paint: paint.cyan },
  { head: "Queue", text: ({ work_queue_name }) => work_queue_name ?? "-" },
  { head: "Id", text: ({ id }) => id, paint: paint.dim },
];
