import type { ConcurrencyOptions, DeploymentCreate, DeploymentUpdate } from "../../../schemas/deployment.ts";
import {
  changeLimitOptions,
  isLimit,
  type LimitOptions,
  linkLimit,
  setOwnLimit,
  unlinkLimit,
} from "../../db/deployments/deployment-limits.ts";
import type { Tx } from "../../db/store.ts";
import { notFound } from "../http/api-error.ts";

/** A limit of its own, a shared one, or none; what is not said stays. */
export async function changeLimit(
  tx: Tx,
  deploymentId: string,
  body: DeploymentCreate | DeploymentUpdate,
): Promise<void> {
  const { concurrency_limit: slots, global_concurrency_limit_id: shared, concurrency_options: sent } = body;
  const options = limitOptions(sent ?? (await optionsOf(tx, deploymentId)));
  if (shared) {
    if (!(await isLimit(tx, shared))) throw notFound("Global concurrency limit not found.");
    await linkLimit(tx, { deploymentId, limitId: shared }, options);
  } else if (slots) {
    const limitId = await setOwnLimit(tx, deploymentId, slots);
    await linkLimit(tx, { deploymentId, limitId }, options);
  } else if (slots === null || shared === null) {
    await unlinkLimit(tx, deploymentId);
  } else if (sent !== undefined) {
    await changeLimitOptions(tx, deploymentId, options);
  }
}

async function optionsOf(tx: Tx, id: string): Promise<ConcurrencyOptions | null> {
  const query = tx.db.selectFrom("deployment").select("concurrency_options").where("id", "=", id);
  return ((await query.executeTakeFirst())?.concurrency_options ?? null) as ConcurrencyOptions | null;
}

/** How long a slot is kept for a run that is being started. Source: features R-08. */
const graceSeconds = 300;

function limitOptions(options: ConcurrencyOptions | null): LimitOptions {
  return {
    whenFull: options?.collision_strategy ?? "ENQUEUE",
    leaseSeconds: options?.grace_period_seconds ?? graceSeconds,
  };
}
