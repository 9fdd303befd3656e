import type { WorkPoolResponse } from "../../schemas/work-pool.ts";
import { ConfigurationError, isHttpStatusError } from "../../sdk/errors.ts";
import { ask } from "../../sdk/engine/reporting/ask.ts";
import type { Api } from "../../sdk/host.ts";
import type { Infrastructure } from "../infrastructure.ts";

export interface PoolToOpen {
  name: string;
  infrastructure: Infrastructure;
  createIfMissing: boolean;
  baseJobTemplate?: Record<string, unknown> | undefined;
}

/**
 * The pool as it is now; created where it is missing, given a template where it has none. Waits for a server that is
 * away.
 *
 * @throws {ConfigurationError} there is none, or it is of another type
 */
export async function openPool(api: Api, wanted: PoolToOpen): Promise<WorkPoolResponse> {
  const { name, infrastructure } = wanted;
  const pool = (await readPool(api, name)) ?? (await createPool(api, wanted));
  if (pool.type !== infrastructure.type)
    throw new ConfigurationError(
      `The work pool "${name}" is of type ${pool.type}, this worker of type ${infrastructure.type}: leave --type out, or name another pool.`,
    );
  if (Object.keys(pool.base_job_template).length > 0) return pool;
  const body = { base_job_template: templateOf(wanted) };
  await ask(api, pathOf(name), { method: "PATCH", body, isPatient: true });
  return { ...pool, ...body } as WorkPoolResponse;
}

export async function readPool(api: Api, name: string): Promise<WorkPoolResponse | undefined> {
  try {
    return await ask<WorkPoolResponse>(api, pathOf(name), { isPatient: true });
  } catch (error) {
    if (isHttpStatusError(error, 404)) return undefined;
    throw error;
  }
}

async function createPool(api: Api, wanted: PoolToOpen): Promise<WorkPoolResponse> {
  const { name, infrastructure, createIfMissing } = wanted;
  if (!createIfMissing)
    throw new ConfigurationError(
      `There is no work pool "${name}". Make it: sluice work-pool create ${name} --type ${infrastructure.type}`,
    );
  const body = { name, type: infrastructure.type, base_job_template: templateOf(wanted) };
  try {
    return await ask<WorkPoolResponse>(api, "/work_pools/", { method: "POST", body, isPatient: true });
  } catch (error) {
    if (!isHttpStatusError(error, 409)) throw error; // another worker was quicker
    return await ask<WorkPoolResponse>(api, pathOf(name), { isPatient: true });
  }
}

function templateOf({ baseJobTemplate, infrastructure }: PoolToOpen): Record<string, unknown> {
  return baseJobTemplate ?? infrastructure.baseJobTemplate;
}

export function pathOf(pool: string): string {
  return `/work_pools/${encodeURIComponent(pool)}`;
}
