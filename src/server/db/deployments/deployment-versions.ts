import type { Kysely, Selectable } from "kysely";
import type { Tx } from "../store.ts";
import type { DeploymentVersionTable, Tables } from "../tables.ts";

export type VersionRow = Selectable<DeploymentVersionTable>;

/** How many versions of a deployment are kept. */
export const versionsKept = 100;

/** The versions of a deployment, the latest first. */
export function versionsOf(db: Kysely<Tables>, deploymentId: string, limit = versionsKept): Promise<VersionRow[]> {
  return db
    .selectFrom("deployment_version")
    .selectAll()
    .where("deployment_id", "=", deploymentId)
    .orderBy("number", "desc")
    .limit(limit)
    .execute();
}

/** Keeps a version; the oldest ones go. The deployment is locked, so that none takes its number. */
export async function insertVersion(tx: Tx, version: VersionRow): Promise<void> {
  await tx.db.insertInto("deployment_version").values(version).execute();
  await tx.db
    .deleteFrom("deployment_version")
    .where("deployment_id", "=", version.deployment_id)
    .where("number", "<=", version.number - versionsKept)
    .execute();
}
