import type { ConcurrencyLimit } from "../../schemas/concurrency-limit.ts";
import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { found } from "../not-found.ts";
import type { ListOptions, OutputOptions } from "../options.ts";
import { inPages } from "../pages.ts";
import { paint } from "../print/paint.ts";
import { printDetails, printList } from "../print/print.ts";
import type { Column } from "../print/table.ts";
import { fullTime } from "../print/time.ts";

export async function listTagLimits(options: ListOptions): Promise<void> {
  await using api = await openApi();
  const limits = await inPages(options.limit, (body) => api.client.call("POST /concurrency_limits/filter", { body }));
  printList(limits, { ...options, columns, empty: `No concurrency limits of tags in ${api.where}.` });
}

const columns: Column<ConcurrencyLimit>[] = [
  { head: "Tag", text: ({ tag }) => tag, paint: paint.cyan },
  { head: "In use", text: ({ active_slots, concurrency_limit }) => `${active_slots.length} of ${concurrency_limit}` },
];

export async function inspectTagLimit(tag: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const asked = api.client.call("GET /concurrency_limits/tag/{tag}", { params: { tag } });
  const limit = await found(asked, `limit of the tag "${tag}"`);
  printDetails(limit, {
    ...options,
    entries: [
      ["Tag", limit.tag],
      ["Id", limit.id],
      ["In use", `${limit.active_slots.length} of ${limit.concurrency_limit}`],
      ["Held by", limit.active_slots.map((id) => `task run ${id}`)],
      ["Updated", fullTime(limit.updated)],
    ],
  });
}

export async function createTagLimit(tag: string, limit: string): Promise<void> {
  const concurrency_limit = Number(limit);
  if (!Number.isSafeInteger(concurrency_limit) || concurrency_limit < 0)
    throw new CommandFailure(`A limit is a whole number of at least 0, not "${limit}".`);
  await using api = await openApi();
  await api.client.call("POST /concurrency_limits/", { body: { tag, concurrency_limit } });
  console.log(`At most ${concurrency_limit} task runs with the tag "${tag}" run at once.`);
}

export async function resetTagLimit(tag: string): Promise<void> {
  await using api = await openApi();
  const params = { tag };
  await found(
    api.client.call("POST /concurrency_limits/tag/{tag}/reset", { params, body: {} }),
    `limit of the tag "${tag}"`,
  );
  console.log(`The slots of the tag "${tag}" are free.`);
}

export async function deleteTagLimit(tag: string, { yes }: { yes?: true }): Promise<void> {
  await using api = await openApi();
  if (!yes) await confirm(`Delete the limit of the tag "${tag}"?`);
  const params = { tag };
  await found(api.client.call("DELETE /concurrency_limits/tag/{tag}", { params }), `limit of the tag "${tag}"`);
  console.log(`Deleted the limit of the tag "${tag}".`);
}
