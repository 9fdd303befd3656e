import { openApi } from "../api.ts";
import { refusedAsFailure } from "../not-found.ts";
import { findDeployment } from "./find-deployment.ts";

export interface BackfillOptions {
  from: string;
  until: string;
  schedule?: string;
  dryRun?: boolean;
}

/** Makes the runs of a deployment's schedule for times that have passed. */
export async function backfillDeployment(text: string, options: BackfillOptions): Promise<void> {
  await using api = await openApi();
  const params = await findDeployment(api, text);
  const body = {
    from: options.from,
    until: options.until,
    schedule_id: options.schedule ?? null,
    dry_run: options.dryRun ?? false,
  };
  const call = api.client.call("POST /sluice/deployments/{id:uuid}/backfill", { params, body });
  const { runs, tag } = await refusedAsFailure(call, `No backfill of ${text}`);
  for (const { scheduled_time, outcome } of runs) console.log(`${scheduled_time}  ${outcome}`);
  console.log(`${runs.length} times. List the runs: sluice flow-run ls --tag "${tag}"`);
}
