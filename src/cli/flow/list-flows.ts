import type { Flow } from "../../schemas/flow.ts";
import { openApi } from "../api.ts";
import type { ListOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { timeInList } from "../print/time.ts";

export async function listFlows(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const flows = await inPages(options.limit, (page) =>
    api.client.call("POST /flows/filter", { body: { sort: "CREATED_DESC", ...page } }),
  );
  printList(flows, { ...options, columns, empty: `No flows in ${api.where}.` });
}

const columns: Column<Flow>[] = [
  { head: "ID", text: (flow) => flow.id, paint: paint.cyan },
  { head: "Name", text: (flow) => flow.name },
  { head: "Created", text: (flow) => timeInList(flow.created), paint: paint.dim },
];
