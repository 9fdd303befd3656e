import type { Micros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { JsonObject } from "../../../lib/json.ts";
import type { CreatedBy, FlowRunPolicy, FlowRunResponse } from "../../../schemas/flow-run.ts";
import type { State } from "../../../schemas/run-state.ts";
import type { FlowRunRow } from "../../db/runs/flow-runs.ts";
import { estimatedRunTime, lateness } from "../../db/runs/run-estimates.ts";
import { stateOnWire } from "./state.ts";
import { secondsOnWire, storedOnWire, timeOnWire } from "./time.ts";

export function flowRunOnWire(run: FlowRunRow, now: Micros): FlowRunResponse {
  return {
    ...storedOnWire(run),
    name: run.name,
    flow_id: run.flow_id,
    state_id: run.state_id,
    deployment_id: run.deployment_id,
    deployment_version: run.deployment_version,
    work_queue_id: run.work_queue_id,
    work_queue_name: run.work_queue_name,
    flow_version: run.flow_version,
    parameters: parseExactJson(run.parameters) as JsonObject,
    idempotency_key: run.idempotency_key,
    context: parseExactJson(run.context) as JsonObject,
    empirical_policy: { ...noPolicy, ...run.empirical_policy },
    tags: run.tags,
    labels: run.labels,
    parent_task_run_id: run.parent_task_run_id,
    state_type: run.state_type,
    state_name: run.state_name,
    run_count: run.run_count,
    expected_start_time: timeOnWire(run.expected_start_time),
    next_scheduled_start_time: timeOnWire(run.next_scheduled_start_time),
    start_time: timeOnWire(run.start_time),
    end_time: timeOnWire(run.end_time),
    total_run_time: secondsOnWire(run.total_run_time),
    estimated_run_time: secondsOnWire(estimatedRunTime(run, now)),
    estimated_start_time_delta: secondsOnWire(lateness(run, now)),
    auto_scheduled: run.auto_scheduled,
    infrastructure_document_id: run.infrastructure_document_id,
    infrastructure_pid: run.infrastructure_pid,
    created_by: run.created_by as CreatedBy | null,
    work_pool_id: run.work_pool_id,
    work_pool_name: run.work_pool_name,
    state: currentState(run),
    job_variables: run.job_variables === null ? null : (parseExactJson(run.job_variables) as JsonObject),
  };
}

const noPolicy: FlowRunPolicy = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  pause_keys: null,
  resuming: false,
  retry_type: null,
};

function currentState(run: FlowRunRow): State | null {
  if (run.state_id === null) return null;
  const state = {
    id: run.state_id,
    type: run.state_type!,
    name: run.state_name!,
    timestamp: run.state_timestamp!,
    message: run.state_message,
    details: run.state_details,
    data: run.state_data,
  };
  return stateOnWire(state, { flow_run_id: run.id });
}
