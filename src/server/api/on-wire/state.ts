import { isoFromMicros } from "../../../lib/clock.ts";
import { parseExactJson } from "../../../lib/exact-json.ts";
import type { State, StateDetails } from "../../../schemas/run-state.ts";
import type { StateType } from "../../../schemas/state.ts";

/** A state as rows and rules hold it. */
export interface StateFacts {
  id: string;
  type: StateType;
  name: string;
  timestamp: number;
  message: string | null;
  details: object | null;
  /** JSON text. */
  data: string | null;
}

export function stateOnWire(state: StateFacts, run: { flow_run_id?: string; task_run_id?: string }): State {
  return {
    id: state.id,
    type: state.type,
    name: state.name,
    timestamp: isoFromMicros(state.timestamp),
    message: state.message,
    data: state.data === null ? null : parseExactJson(state.data),
    state_details: { ...noDetails, ...timesOnWire(state.details), ...run },
  };
}

const noDetails: StateDetails = {
  flow_run_id: null,
  task_run_id: null,
  child_flow_run_id: null,
  scheduled_time: null,
  cache_key: null,
  cache_expiration: null,
  deferred: false,
  untrackable_result: false,
  pause_timeout: null,
  pause_reschedule: false,
  pause_key: null,
  run_input_keyset: null,
  refresh_cache: null,
  retriable: null,
  transition_id: null,
  task_parameters_id: null,
  traceparent: null,
  deployment_concurrency_lease_id: null,
};

const times = ["scheduled_time", "cache_expiration", "pause_timeout"] as const;

/** Our own SDK writes times in microseconds. */
function timesOnWire(details: object | null): Partial<StateDetails> {
  const known: Record<string, unknown> = { ...details };
  for (const name of times) {
    const time = known[name];
    if (typeof time === "number") known[name] = isoFromMicros(time);
  }
  return known;
}
