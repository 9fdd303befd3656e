import { openApi } from "../api.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";
import { table } from "../print/table.ts";
import { findWorkQueue } from "./find-work-queue.ts";

export async function showQueueSlots(name: string, { pool, output }: OutputOptions & { pool: string }): Promise<void> {
  await using api = await openApi();
  const { id } = await findWorkQueue(api, { pool, name });
  const status = await api.client.call("POST /work_queues/{id:uuid}/concurrency_status", {
    params: { id },
    body: { limit: 200 },
  });
  if (output === "json") return printJson(status);
  console.log(`${status.active_slots} of ${status.concurrency_limit ?? "any number of"} slots are taken.`);
  if (status.flow_runs.length === 0) return;
  console.log(
    table(status.flow_runs, [
      { head: "Flow run", text: (run) => run.name },
      { head: "State", text: (run) => run.state_name ?? "-" },
      { head: "Id", text: (run) => run.id },
    ]),
  );
}
