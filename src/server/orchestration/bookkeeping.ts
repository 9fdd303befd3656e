import type { Micros } from "../../lib/clock.ts";
import { isTerminal, type StateType } from "../../schemas/state.ts";
import { timeOf, type StateDetails } from "./run-state.ts";

// Invariants
//   B1. No time is ever negative: a state that is dated before its predecessor counts as simultaneous with it.
//   B2. What is folded depends on the run's current columns and the new state only, so that a batch of states can be
//       folded in memory and written once.

/** The columns of a run that follow from its states. */
export type Bookkeeping = {
  readonly state_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: Micros | null;
  readonly run_count: number;
  readonly expected_start_time: Micros | null;
  readonly next_scheduled_start_time: Micros | null;
  readonly start_time: Micros | null;
  readonly end_time: Micros | null;
  readonly total_run_time: Micros;
};

/** The part of a state that bookkeeping looks at. */
export type FoldedState = {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: Micros;
  readonly details?: StateDetails | null | undefined;
};

/** A run that has not been in any state yet. */
export const unstarted: Bookkeeping = Object.freeze({
  state_id: null,
  state_type: null,
  state_name: null,
  state_timestamp: null,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
});

/**
 * The bookkeeping of a run after it has entered a state.
 *
 * `resuming`: the run goes on after a pause, which is not counted as another run.
 * Source: Prefect 3, `server/orchestration/global_policy.py`.
 */
export function foldState(run: Bookkeeping, state: FoldedState, resuming = false): Bookkeeping {
  const at = Math.max(state.timestamp, run.state_timestamp ?? state.timestamp); // B1
  const ended = isTerminal(state.type);
  const scheduled = state.type === "SCHEDULED" ? (timeOf(state.details?.scheduled_time) ?? at) : null;
  const startTime = run.start_time ?? (state.type === "RUNNING" || ended ? at : null);
  return {
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: at,
    run_count: run.run_count + (state.type === "RUNNING" && !resuming ? 1 : 0),
    expected_start_time: run.expected_start_time ?? scheduled ?? at,
    next_scheduled_start_time: scheduled,
    start_time: startTime,
    end_time: ended ? (run.end_time ?? Math.max(at, startTime ?? at)) : null,
    total_run_time: run.total_run_time + timeInRunning(run, at),
  };
}

function timeInRunning(run: Bookkeeping, until: Micros): Micros {
  return run.state_type === "RUNNING" && run.state_timestamp !== null ? until - run.state_timestamp : 0;
}
