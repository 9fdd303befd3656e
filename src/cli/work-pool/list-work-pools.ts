import type { WorkPoolResponse } from "../../schemas/work-pool.ts";
import { openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";

export async function listWorkPools(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const pools = await inPages(options.limit, (page) => api.client.call("POST /work_pools/filter", { body: page }));
  printList(pools, { ...options, columns, empty: `No work pools in ${api.where}.` });
}

const columns: Column<WorkPoolResponse>[] = [
  { head: "Name", text: ({ name }) => name, paint: paint.cyan },
  { head: "Type", text: ({ type }) => type },
  {
    head: "Status",
    text: ({ status }) => status ?? "-",
    paint: (text) => (text === "READY" ? paint.green : paint.yellow)(text),
  },
  {
    head: "Limit",
    text: ({ concurrency_limit: limit, active_slots: used }) => (limit === null ? "-" : `${used ?? 0}/${limit}`),
  },
];
