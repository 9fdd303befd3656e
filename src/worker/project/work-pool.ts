import { ask } from "../../sdk/engine/reporting/ask.ts";
import { ConfigurationError, isHttpStatusError } from "../../sdk/errors.ts";
import type { Api } from "../../sdk/host.ts";

export interface Pool {
  name: string;
  type: string;
}

/**
 * The pool of that name.
 *
 * @throws {ConfigurationError} none was named, or it is not there: with those that are
 */
export async function findPool(api: Api, name: string | undefined): Promise<Pool> {
  if (name === undefined)
    throw new ConfigurationError(
      'A deployment of workers needs a work pool: { workPool: "local" }. Without one, serve it.',
    );
  try {
    return await ask<Pool>(api, `/work_pools/${encodeURIComponent(name)}`);
  } catch (error) {
    if (!isHttpStatusError(error, 404)) throw error;
    const pools = await ask<Pool[]>(api, "/work_pools/filter", { method: "POST", body: {} });
    const others = pools.map((pool) => `"${pool.name}"`).join(", ") || "none";
    throw new ConfigurationError(
      `There is no work pool "${name}" (there is: ${others}). Make it: sluice work-pool create ${name} --type process`,
      { cause: error },
    );
  }
}

/** Whether a run has to wait until somebody starts a worker. */
export async function waitsForWorker(api: Api, { name, type }: Pool): Promise<boolean> {
  if (type.endsWith(":push") || type.endsWith(":managed")) return false;
  const body = { limit: 200 };
  const path = `/work_pools/${encodeURIComponent(name)}/workers/filter`;
  const workers = await ask<{ status: string }[]>(api, path, { method: "POST", body });
  return !workers.some(({ status }) => status === "ONLINE");
}
