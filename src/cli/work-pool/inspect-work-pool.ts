import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printDetails } from "../print/print.ts";
import { fullTime } from "../print/time.ts";

export async function inspectWorkPool(name: string, options: OutputOptions): Promise<void> {
  await using api = await openApi();
  const pool = await found(api.client.call("GET /work_pools/{name}", { params: { name } }), `work pool "${name}"`);
  printDetails(pool, {
    ...options,
    entries: [
      ["Work pool", pool.name],
      ["Id", pool.id],
      ["Type", pool.type],
      ["Status", pool.status],
      ["Description", pool.description],
      [
        "Limit",
        pool.concurrency_limit === null ? null : `${pool.active_slots ?? 0} of ${pool.concurrency_limit} taken`,
      ],
      ["Created", fullTime(pool.created)],
      ["Updated", fullTime(pool.updated)],
      ["Job template", JSON.stringify(pool.base_job_template["job_configuration"] ?? {}, null, 2)],
    ],
  });
}
