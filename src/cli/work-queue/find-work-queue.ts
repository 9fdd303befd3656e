import type { WorkQueueResponse } from "../../schemas/work-queue.ts";
import type { CommandApi } from "../api.ts";
import { found } from "../not-found.ts";

export interface QueueName {
  pool: string;
  name: string;
}

/** @throws {CommandFailure} there is none */
export function findWorkQueue({ client }: CommandApi, { pool, name }: QueueName): Promise<WorkQueueResponse> {
  const params = { work_pool_name: pool, name };
  return found(
    client.call("GET /work_pools/{work_pool_name}/queues/{name}", { params }),
    `work queue "${name}" in the work pool "${pool}"`,
  );
}
