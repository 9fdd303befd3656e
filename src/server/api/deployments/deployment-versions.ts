import { isoFromMicros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { DeploymentUpdate, DeploymentVersion, VersionInfo } from "../../../schemas/deployment.ts";
import { lockDeployment, readDeployment } from "../../db/deployments/deployments.ts";
import { type VersionRow, versionsOf } from "../../db/deployments/deployment-versions.ts";
import type { Tx } from "../../db/store.ts";
import { conflict, found, notFound } from "../http/api-error.ts";
import { type Api, serve } from "../http/serve.ts";

import { jsonText } from "../http/json-text.ts";
import { changeDeployment, missingDeployment } from "./deployment-changes.ts";

export const servedDeploymentVersions = [
  serve("GET /sluice/deployments/{id:uuid}/versions", async ({ params }, { store }) => {
    const rows = await store.read(async (db) => {
      found(await readDeployment(db, { id: params.id }), missingDeployment);
      return versionsOf(db, params.id);
    });
    return rows.map((_, at) => onWire(rows, at));
  }),

  serve("POST /sluice/deployments/{id:uuid}/rollback", async ({ params, body }, api) => {
    await api.store.write((tx) => rollBack(tx, { id: params.id, number: body.number ?? undefined }, api));
    const rows = await api.store.read((db) => versionsOf(db, params.id, 2));
    return onWire(rows, 0);
  }),
];

async function rollBack(tx: Tx, { id, number }: { id: string; number: number | undefined }, api: Api): Promise<void> {
  found(await lockDeployment(tx, { id }), missingDeployment);
  const versions = await versionsOf(tx.db, id);
  const target = number === undefined ? versions[1] : versions.find((version) => version.number === number);
  if (target === undefined && number === undefined) throw conflict("The deployment has no version before this one.");
  if (target === undefined) throw notFound(`The deployment has no version ${number}, or none any more.`);
  const body = parseExactJson(target.definition) as unknown as DeploymentUpdate;
  await changeDeployment(tx, id, { body, api, origin: "rollback" });
}

function onWire(rows: readonly VersionRow[], at: number): DeploymentVersion {
  const { deployment_id, number, created, made_by: origin, definition } = rows[at]!;
  const now = parseExactJson(definition) as JsonObject;
  const before = rows[at + 1];
  return {
    deployment_id,
    number,
    created: isoFromMicros(created),
    version: now["version"] as string | null,
    version_info: now["version_info"] as VersionInfo | null,
    origin,
    is_current: at === 0,
    changed: before === undefined ? [] : changedFields(parseExactJson(before.definition) as JsonObject, now),
    definition: now,
  };
}

function changedFields(before: JsonObject, now: JsonObject): string[] {
  return Object.keys(now).filter((name) => jsonText(before[name] ?? null) !== jsonText(now[name] ?? null));
}
