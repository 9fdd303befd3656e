import type { GlobalConcurrencyLimitResponse } from "../../schemas/concurrency-limit.ts";
import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { ListOptions, OutputOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printDetails, printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { fullTime } from "../print/time.ts";

export async function listLimits(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const limits = await inPages(options.limit, (body) =>
    api.client.call("POST /v2/concurrency_limits/filter", { body }),
  );
  printList(limits, { ...options, columns, empty: `No global concurrency limits in ${api.where}.` });
}

const columns: Column<GlobalConcurrencyLimitResponse>[] = [
  { head: "Name", text: ({ name }) => name, paint: paint.cyan },
  { head: "In use", text: ({ active_slots, limit }) => `${active_slots} of ${limit}` },
  { head: "Decay a second", text: ({ slot_decay_per_second }) => String(slot_decay_per_second || "-") },
  { head: "Active", text: ({ active }) => (active ? "yes" : "no") },
];

export async function inspectLimit(name: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const params = { id_or_name: name };
  const limit = await found(api.client.call("GET /v2/concurrency_limits/{id_or_name}", { params }), `limit "${name}"`);
  printDetails(limit, {
    ...options,
    entries: [
      ["Limit", limit.name],
      ["Id", limit.id],
      ["In use", `${limit.active_slots} of ${limit.limit}`],
      ["Decay", limit.slot_decay_per_second === 0 ? null : `${limit.slot_decay_per_second} slots a second`],
      ["Active", limit.active ? "yes" : "no"],
      ["Updated", fullTime(limit.updated)],
    ],
  });
}
