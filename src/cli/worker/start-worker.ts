import { connect } from "../../sdk/engine/reporting/process.ts";
import { installHost } from "../../sdk/host.ts";
import { setting } from "../../sdk/settings.ts";
import { readPool } from "../../worker/work-pool/open-pool.ts";
import { startWorker } from "../../worker/work-pool/worker.ts";
import { CommandFailure } from "../failure.ts";
import { infrastructureOf } from "../work-pool/infrastructures.ts";
import { readTemplate } from "../work-pool/read-template.ts";

export interface StartWorkerOptions {
  pool: string;
  workQueue?: string[];
  name?: string;
  type?: string;
  limit?: number;
  prefetchSeconds?: number;
  runOnce?: true;
  withHealthcheck?: true;
  healthHost?: string;
  healthPort?: number;
  baseJobTemplate?: string;
  createPoolIfNotFound: boolean;
}

export async function startPoolWorker(options: StartWorkerOptions): Promise<void> {
  const { productionHost } = await import("../../production-host.ts");
  installHost(productionHost);
  const { pool, workQueue, withHealthcheck, healthHost, healthPort, baseJobTemplate, createPoolIfNotFound } = options;
  const template = baseJobTemplate === undefined ? undefined : readTemplate(baseJobTemplate);
  const { api } = await connect();
  const type = options.type ?? (await readPool(api, pool))?.type;
  if (type === undefined)
    throw new CommandFailure(`There is no work pool "${pool}": say of which --type it is to be, as --type process.`);
  const { name, limit, prefetchSeconds, runOnce } = options;
  await startWorker(api, await infrastructureOf(type), {
    pool,
    name,
    limit,
    prefetchSeconds,
    runOnce,
    queues: workQueue,
    createPoolIfMissing: createPoolIfNotFound,
    baseJobTemplate: template,
    health: withHealthcheck ? { host: healthHost, port: healthPort } : undefined,
    apiEnv: apiVariables(),
    say: (message) => console.error(message),
  });
}

/** How a job reaches the server that this worker speaks to, in both languages. */
function apiVariables(): Record<string, string> {
  const given = {
    API_URL: setting("api.url"),
    API_KEY: setting("api.key"),
    API_AUTH_STRING: setting("api.auth_string"),
  };
  const set = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(
    set.flatMap(([name, value]) => [
      [`SLUICE_${name}`, value],
      [`PREFECT_${name}`, value],
    ]),
  );
}
