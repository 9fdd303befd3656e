import { HttpStatusError } from "../../client/http-errors.ts";
import type { BodyOf } from "../../schemas/route.ts";
import type { Routes } from "../../schemas/routes/index.ts";
import { openApi } from "../api.ts";
import { confirm } from "../confirm.ts";
import { CommandFailure } from "../failure.ts";
import { findWorkQueue, type QueueName } from "./find-work-queue.ts";

type Change = BodyOf<Routes["PATCH /work_pools/{work_pool_name}/queues/{name}"]>;

export async function changeWorkQueue(queue: QueueName, change: Change, done: string): Promise<void> {
  await using api = await openApi();
  await findWorkQueue(api, queue);
  const params = { work_pool_name: queue.pool, name: queue.name };
  await api.client.call("PATCH /work_pools/{work_pool_name}/queues/{name}", { params, body: change });
  console.log(done);
}

export async function deleteWorkQueue(name: string, { pool, yes }: { pool: string; yes?: true }): Promise<void> {
  await using api = await openApi();
  await findWorkQueue(api, { pool, name });
  if (!yes) await confirm(`Delete work queue "${name}" of pool "${pool}"?`);
  const params = { work_pool_name: pool, name };
  try {
    await api.client.call("DELETE /work_pools/{work_pool_name}/queues/{name}", { params });
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
    throw new CommandFailure(`Work queue "${name}" was not deleted: ${error.reason}`, { cause: error });
  }
  console.log(`Deleted work queue "${name}".`);
}
