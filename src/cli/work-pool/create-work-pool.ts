import { HttpStatusError } from "../../client/http-errors.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import type { OutputOptions } from "../options.ts";
import { printJson } from "../print/print.ts";
import { templateOf } from "./infrastructures.ts";
import { readTemplate } from "./read-template.ts";

export interface CreatePoolOptions extends OutputOptions {
  type: string;
  baseJobTemplate?: string;
  description?: string;
  concurrencyLimit?: number;
  paused?: true;
  overwrite?: true;
}

export async function createWorkPool(name: string, options: CreatePoolOptions): Promise<void> {
  const { type, baseJobTemplate, description, concurrencyLimit, paused = false } = options;
  const base_job_template = baseJobTemplate === undefined ? templateOf(type) : readTemplate(baseJobTemplate);
  const fields = { description, base_job_template, is_paused: paused, concurrency_limit: concurrencyLimit };
  await using api = await openApi();
  try {
    await api.client.call("POST /work_pools/", { body: { name, type, ...fields } });
  } catch (error) {
    if (!(error instanceof HttpStatusError) || error.status >= 500) throw error;
    if (error.status !== 409)
      throw new CommandFailure(`Work pool "${name}" was not made: ${error.reason}`, { cause: error });
    if (!options.overwrite) throw new CommandFailure(`Work pool "${name}" exists: change it with --overwrite.`);
    await api.client.call("PATCH /work_pools/{name}", { params: { name }, body: fields });
  }
  if (options.output === "json")
    return printJson(await api.client.call("GET /work_pools/{name}", { params: { name } }));
  console.log(`Made the ${type} pool "${name}". Start a worker: sluice worker start --pool ${name}`);
}
