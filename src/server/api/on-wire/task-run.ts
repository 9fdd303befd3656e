import type { Micros } from "../../../lib/clock.ts";
import type { State } from "../../../schemas/run-state.ts";
import type { TaskInputs, TaskRun, TaskRunPolicy, TaskRunResponse } from "../../../schemas/task-run.ts";
import { estimatedRunTime, lateness } from "../../db/runs/run-estimates.ts";
import type { TaskRunRow } from "../../db/runs/task-runs.ts";
import { stateOnWire } from "./state.ts";
import { secondsOnWire, storedOnWire, timeOnWire } from "./time.ts";

export function taskRunOnWire(run: TaskRunRow, now: Micros): TaskRun {
  return {
    ...slimTaskRunOnWire(run, now),
    dynamic_key: run.dynamic_key,
    cache_key: run.cache_key,
    cache_expiration: timeOnWire(run.cache_expiration),
    labels: run.labels,
    state_type: run.state_type,
    state_name: run.state_name,
    run_count: run.run_count,
    flow_run_run_count: run.flow_run_run_count,
    expected_start_time: timeOnWire(run.expected_start_time),
    next_scheduled_start_time: timeOnWire(run.next_scheduled_start_time),
  };
}

/** The shape in which pages list task runs. */
export function slimTaskRunOnWire(run: TaskRunRow, now: Micros): TaskRunResponse {
  return {
    ...storedOnWire(run),
    name: run.name,
    flow_run_id: run.flow_run_id,
    task_key: run.task_key,
    state_id: run.state_id,
    state: currentState(run),
    task_version: run.task_version,
    task_inputs: run.task_inputs as TaskInputs,
    empirical_policy: { ...noPolicy, ...run.empirical_policy },
    tags: run.tags,
    start_time: timeOnWire(run.start_time),
    end_time: timeOnWire(run.end_time),
    total_run_time: secondsOnWire(run.total_run_time),
    estimated_run_time: secondsOnWire(estimatedRunTime(run, now)),
    estimated_start_time_delta: secondsOnWire(lateness(run, now)),
  };
}

const noPolicy: TaskRunPolicy = {
  max_retries: 0,
  retry_delay_seconds: 0,
  retries: null,
  retry_delay: null,
  retry_jitter_factor: null,
};

function currentState(run: TaskRunRow): State | null {
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
  return stateOnWire(state, taskRunIds(run.id, run.flow_run_id));
}

/** The ids that the details of a task run's states carry. */
export function taskRunIds(task_run_id: string, flow_run_id: string | null) {
  return flow_run_id === null ? { task_run_id } : { task_run_id, flow_run_id };
}
