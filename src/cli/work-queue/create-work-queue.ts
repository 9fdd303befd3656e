import { HttpStatusError } from "../../client/http-errors.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";

export interface CreateQueueOptions extends OutputOptions {
  pool: string;
  priority?: number;
  limit?: number;
  description?: string;
}

export async function createWorkQueue(name: string, options: CreateQueueOptions): Promise<void> {
  const { pool, priority, limit, description, output } = options;
  await using api = await openApi();
  try {
    const queue = await api.client.call("POST /work_pools/{work_pool_name}/queues", {
      params: { work_pool_name: pool },
      body: { name, priority, concurrency_limit: limit, description },
    });
    if (output === "json") printJson(queue);
    else console.log(`Made work queue "${name}" of pool "${pool}", priority ${queue.priority}.`);
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
    const why = error.status === 409 ? "there is one of that name." : error.reason;
    throw new CommandFailure(`Work queue "${name}" was not made: ${why}`, { cause: error });
  }
}
