import { parseExactJson } from "../../../lib/exact-json.ts";
import type { Json, JsonObject } from "../../../lib/json.ts";
import { type DeploymentRow, readDeployment } from "../../db/deployments/deployments.ts";
import { insertVersion, type VersionRow, versionsOf } from "../../db/deployments/deployment-versions.ts";
import type { Tx } from "../../db/store.ts";
import { jsonText } from "../http/json-text.ts";

/** Keeps what a deployment is now as a version, where that differs from its latest. */
export async function keepVersion(tx: Tx, id: string, by: VersionRow["made_by"]): Promise<void> {
  const deployment = (await readDeployment(tx.db, { id }))!;
  const definition = jsonText(definitionOf(deployment));
  const [latest] = await versionsOf(tx.db, id, 1);
  if (latest?.definition === definition) return;
  await insertVersion(tx, {
    deployment_id: id,
    number: (latest?.number ?? 0) + 1,
    created: tx.now,
    made_by: by,
    definition,
  });
}

/** What runs, as a change that brings it back; when it runs (schedules, pause, limit) is no part of a version. */
function definitionOf(deployment: DeploymentRow): JsonObject {
  return {
    version: deployment.version,
    version_info: deployment.version_info,
    description: deployment.description,
    tags: deployment.tags,
    path: deployment.path,
    entrypoint: deployment.entrypoint,
    pull_steps: parsed(deployment.pull_steps),
    work_pool_name: deployment.work_pool_name,
    work_queue_name: deployment.work_queue_name,
    job_variables: parsed(deployment.job_variables) ?? {},
    parameters: parsed(deployment.parameters) ?? {},
    parameter_openapi_schema: parsed(deployment.parameter_openapi_schema),
    enforce_parameter_schema: deployment.enforce_parameter_schema,
  };
}

function parsed(text: string | null): Json {
  return text === null ? null : (parseExactJson(text) as Json);
}
