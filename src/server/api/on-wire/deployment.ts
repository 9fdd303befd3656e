import type { Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { ConcurrencyOptions, DeploymentResponse, UpdatedBy } from "../../../schemas/deployment.ts";
import type { CreatedBy } from "../../../schemas/flow-run.ts";
import type { DeploymentSchedule, Schedule } from "../../../schemas/schedule.ts";
import type { LimitOfDeployment } from "../../db/deployments/deployment-limits.ts";
import type { ScheduleRow } from "../../db/deployments/deployment-schedules.ts";
import type { DeploymentRow } from "../../db/deployments/deployments.ts";
import { isPolled } from "../../deployments/status.ts";
import { storedOnWire, timeOnWire } from "./time.ts";

/** A deployment with what is read beside its row. */
export interface WholeDeployment {
  deployment: DeploymentRow;
  schedules: readonly ScheduleRow[];
  limit: LimitOfDeployment | undefined;
}

export function deploymentOnWire({ deployment, schedules, limit }: WholeDeployment, now: Micros): DeploymentResponse {
  const polls = [deployment.last_polled, deployment.queue_last_polled].filter((time) => time !== null);
  const lastPolled = polls.length === 0 ? null : Math.max(...polls);
  return {
    ...storedOnWire(deployment),
    name: deployment.name,
    version: deployment.version,
    description: deployment.description,
    flow_id: deployment.flow_id,
    paused: deployment.paused,
    schedules: schedules.map(scheduleOnWire),
    concurrency_limit: null, // deprecated: `global_concurrency_limit` says it
    global_concurrency_limit: limit === undefined ? null : limitOnWire(limit),
    concurrency_options: deployment.concurrency_options as ConcurrencyOptions | null,
    job_variables: objectOf(deployment.job_variables) ?? {},
    parameters: objectOf(deployment.parameters) ?? {},
    tags: deployment.tags,
    labels: deployment.labels,
    work_queue_name: deployment.work_queue_name,
    work_queue_id: deployment.work_queue_name === null ? null : deployment.work_queue_id,
    last_polled: timeOnWire(lastPolled),
    parameter_openapi_schema: objectOf(deployment.parameter_openapi_schema),
    path: deployment.path,
    pull_steps: deployment.pull_steps === null ? null : (parseExactJson(deployment.pull_steps) as JsonObject[]),
    entrypoint: deployment.entrypoint,
    storage_document_id: deployment.storage_document_id,
    infrastructure_document_id: deployment.infrastructure_document_id,
    created_by: deployment.created_by as CreatedBy | null,
    updated_by: deployment.updated_by as UpdatedBy | null,
    work_pool_name: deployment.work_pool_name,
    status: isPolled(lastPolled, now) ? "READY" : "NOT_READY",
    enforce_parameter_schema: deployment.enforce_parameter_schema,
  };
}

export function scheduleOnWire(row: ScheduleRow): DeploymentSchedule {
  return {
    ...storedOnWire(row),
    deployment_id: row.deployment_id,
    schedule: row.schedule as Schedule,
    active: row.active,
    max_scheduled_runs: row.max_scheduled_runs,
    parameters: parseExactJson(row.parameters) as JsonObject,
    slug: row.slug,
  };
}

function limitOnWire(limit: LimitOfDeployment) {
  return {
    ...storedOnWire(limit),
    active: limit.active,
    name: limit.name,
    limit: limit.slots,
    active_slots: limit.active_slots,
    slot_decay_per_second: limit.slot_decay_per_second,
  };
}

function objectOf(text: string | null): JsonObject | null {
  return text === null ? null : (parseExactJson(text) as JsonObject);
}
