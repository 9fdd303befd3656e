// States and times as Prefect's server takes them.

import { isoFromMicros, microsFromIso } from "../../lib/clock.ts";
import type { RecordedState } from "../../schemas/record.ts";

/** A state that is proposed for a flow run. */
export function stateOnWire({ id, type, name, message, details }: RecordedState): object {
  const state_details = { ...detailsOnWire(details), transition_id: id }; // so that it may be proposed again
  return { type, name, message: message ?? null, data: null, state_details };
}

const times: ReadonlySet<string> = new Set(["scheduled_time", "cache_expiration", "pause_timeout"]);
const known: ReadonlySet<string> = new Set([
  ...times,
  "child_flow_run_id",
  "cache_key",
  "pause_reschedule",
  "pause_key",
  "refresh_cache",
  "retriable",
]);

/** Prefect's server refuses what it does not know. */
export function detailsOnWire(details: RecordedState["details"]): Record<string, unknown> {
  const entries = Object.entries(details ?? {}).filter(([name, value]) => known.has(name) && value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, times.has(name) && typeof value === "number" ? isoFromMicros(value) : value]),
  );
}

export interface WireState {
  id: string;
  type: RecordedState["type"];
  name: string;
  timestamp: string;
  message?: string | null;
  state_details?: Record<string, unknown> | null;
}

export function stateFromWire({ id, type, name, timestamp, message, state_details }: WireState): RecordedState {
  const entries = Object.entries(state_details ?? {}).filter(([, value]) => value !== null && value !== false);
  const details = Object.fromEntries(
    entries.map(([detail, value]) => [
      detail,
      times.has(detail) && typeof value === "string" ? microsFromIso(value) : value,
    ]),
  );
  return { id, type, name, timestamp: microsFromIso(timestamp), message: message ?? null, details };
}
