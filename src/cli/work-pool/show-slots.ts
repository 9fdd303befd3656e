import { openApi } from "../api.ts";
import { found } from "../not-found.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";
import { table } from "../print/table.ts";

export async function showSlots(name: string, { output }: OutputOptions): Promise<void> {
  await using api = await openApi();
  const asked = api.client.call("POST /work_pools/{name}/concurrency_status", {
    params: { name },
    body: { limit: 200 },
  });
  const status = await found(asked, `work pool "${name}"`);
  if (output === "json") return printJson(status);
  console.log(`${status.active_slots} of ${status.concurrency_limit ?? "any number of"} slots are taken.`);
  const holders = status.queues.flatMap((queue) => queue.flow_runs.map((run) => ({ queue, run })));
  if (holders.length === 0) return;
  console.log(
    table(holders, [
      { head: "Queue", text: ({ queue }) => queue.queue_name },
      { head: "Flow run", text: ({ run }) => run.name },
      { head: "State", text: ({ run }) => run.state_name ?? "-" },
      { head: "Id", text: ({ run }) => run.id },
    ]),
  );
}
