import { type Micros, isoFromMicros, microsFromIso } from "../../lib/clock.ts";
import { idAt } from "../../lib/time-ordered-id.ts";
import { defaultStateName, type StateType } from "../../schemas/state.ts";

/** What Prefect calls `state_details`, as it is on the wire (times are ISO texts), without the run's own id. */
export type StateDetails = {
  scheduled_time?: string | number | null;
  cache_key?: string | null;
  cache_expiration?: string | number | null;
  child_flow_run_id?: string | null;
  task_run_id?: string | null;
  deferred?: boolean | null;
  pause_timeout?: string | number | null;
  pause_reschedule?: boolean | null;
  pause_key?: string | null;
  refresh_cache?: boolean | null;
  retriable?: boolean | null;
  transition_id?: string | null;
  task_parameters_id?: string | null;
  deployment_concurrency_lease_id?: string | null;
  [other: string]: unknown;
};

/** A state that a run is in, or is asked to enter. `data` is JSON text, kept as it was sent. */
export type RunState = {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: Micros;
  readonly message: string | null;
  readonly data: string | null;
  readonly details: StateDetails;
};

/** What a client sends. Without an id and a timestamp the server gives them. */
export type StateProposal = {
  type: StateType;
  name?: string | null | undefined;
  message?: string | null | undefined;
  /** JSON text. */
  data?: string | null | undefined;
  details?: StateDetails | null | undefined;
  id?: string | undefined;
  timestamp?: Micros | undefined;
};

export function stateFrom(proposal: StateProposal, now: Micros): RunState {
  return {
    id: proposal.id ?? idAt(now),
    type: proposal.type,
    name: proposal.name ?? defaultStateName(proposal.type),
    timestamp: proposal.timestamp ?? now,
    message: proposal.message ?? null,
    data: proposal.data ?? null,
    details: withScheduledTime(proposal, now),
  };
}

function withScheduledTime({ type, details }: StateProposal, now: Micros): StateDetails {
  if (type !== "SCHEDULED" || (details?.scheduled_time ?? null) !== null) return details ?? {};
  return { ...details, scheduled_time: isoFromMicros(now) };
}

/** The time in a detail, which is an ISO text on Prefect's wire and may be microseconds on ours. */
export function timeOf(detail: string | number | null | undefined): Micros | null {
  if (detail === null || detail === undefined) return null;
  const time = typeof detail === "number" ? detail : microsFromIso(detail);
  return Number.isNaN(time) ? null : time;
}

export function scheduledTime(state: { details: StateDetails }): Micros | null {
  return timeOf(state.details.scheduled_time);
}

/** Whether the state's data says where a result is kept. */
export function hasPersistedResult({ data }: { data: string | null }): boolean {
  if (data === null || !data.startsWith("{")) return false;
  return (JSON.parse(data) as { type?: unknown }).type !== "unpersisted";
}
