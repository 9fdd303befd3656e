import type { BodyOf } from "../../schemas/route.ts";
import type { Routes } from "../../schemas/routes/index.ts";
import { openApi } from "../api.ts";
import { CommandFailure } from "../failure.ts";
import { found } from "../not-found.ts";
import { readTemplate } from "./read-template.ts";

export interface UpdatePoolOptions {
  baseJobTemplate?: string;
  description?: string;
  concurrencyLimit?: number;
}

export async function updateWorkPool(name: string, options: UpdatePoolOptions): Promise<void> {
  const { baseJobTemplate, description, concurrencyLimit } = options;
  const change = {
    ...(description === undefined ? {} : { description }),
    ...(concurrencyLimit === undefined ? {} : { concurrency_limit: concurrencyLimit }),
    ...(baseJobTemplate === undefined ? {} : { base_job_template: readTemplate(baseJobTemplate) }),
  };
  if (Object.keys(change).length === 0) throw new CommandFailure("Say what is to change: see --help.");
  await changeWorkPool(name, change, `Changed work pool "${name}".`);
}

export async function changeWorkPool(
  name: string,
  change: BodyOf<Routes["PATCH /work_pools/{name}"]>,
  done: string,
): Promise<void> {
  await using api = await openApi();
  const asked = api.client.call("PATCH /work_pools/{name}", { params: { name }, body: change });
  await found(asked, `work pool "${name}"`);
  console.log(done);
}
