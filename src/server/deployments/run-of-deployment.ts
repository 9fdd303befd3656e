import { parseExactJson } from "../../lib/exact-json.ts";
import type { JsonObject } from "../../lib/json.ts";
import { randomName } from "../../lib/random-name.ts";
import { uuidv7 } from "../../lib/uuid.ts";
import type { StoredDeployment } from "../db/deployments/deployments.ts";
import type { NewFlowRun } from "../db/runs/flow-run-changes.ts";

/** A run of a deployment, with what it has from it; `given` goes before that. */
export function runOfDeployment(
  deployment: StoredDeployment,
  queueName: string | null,
  given: Partial<NewFlowRun>,
): NewFlowRun {
  return {
    id: uuidv7(),
    flow_id: deployment.flow_id,
    name: randomName(),
    flow_version: null,
    context: "{}",
    job_variables: null,
    empirical_policy: {},
    idempotency_key: null,
    parent_task_run_id: null,
    deployment_id: deployment.id,
    created_by: null,
    ...inheritedBy(deployment, queueName),
    ...given,
    tags: [...new Set([...deployment.tags, ...(given.tags ?? [])])],
    labels: { ...labelsOf(deployment), ...given.labels },
  };
}

/** What runs that are not begun yet take over when their deployment changes. */
export function inheritedBy(deployment: StoredDeployment, queueName: string | null) {
  return {
    parameters: deployment.parameters,
    deployment_version: deployment.version,
    work_queue_id: deployment.work_queue_id,
    work_queue_name: queueName,
    infrastructure_document_id: deployment.infrastructure_document_id,
  };
}

export function labelsOf({ labels, flow_id, id }: StoredDeployment) {
  return { ...labels, "prefect.flow.id": flow_id, "prefect.deployment.id": id };
}

/** JSON texts of parameters, merged: later ones win, and numbers stay as they were sent. */
export function mergedParameters(...texts: string[]): string {
  const known = texts.filter((text) => text !== "{}");
  if (known.length === 0) return "{}";
  if (known.length === 1) return known[0]!;
  return JSON.stringify(Object.assign({}, ...known.map((text) => parseExactJson(text) as JsonObject)));
}
