import type { RunTimeline } from "../../../../src/schemas/run-timeline.ts";
import { isTerminal, type StateType } from "../../../../src/schemas/state.ts";

/** A call as it is drawn. Times are milliseconds since the run's origin. */
export interface Call {
  id: string;
  name: string;
  task: string;
  state: StateType | null;
  stateName: string | null;
  created: number;
  started: number | null;
  ended: number | null;
  runCount: number;
  isReused: boolean;
  childFlowRunId: string | null;
  parents: readonly string[];
}

/** What is known of a run's calls, by their ids, in the order in which they began. */
export type Calls = ReadonlyMap<string, Call>;

/** The calls of an answer, over those that were known before. */
export function mergeCalls(before: Calls, { calls, tasks }: RunTimeline): Calls {
  const merged = new Map(before);
  for (const [at, id] of calls.id.entries()) {
    merged.set(id, {
      id,
      name: calls.name[at]!,
      task: tasks[calls.task[at]!]!,
      state: calls.state_type[at]!,
      stateName: calls.state_name[at]!,
      created: millis(calls.created[at]!)!,
      started: millis(calls.started[at]!),
      ended: millis(calls.ended[at]!),
      runCount: calls.run_count[at]!,
      isReused: calls.reused[at]! || calls.state_name[at] === "Cached",
      childFlowRunId: calls.child_flow_run_id[at]!,
      parents: calls.parents[at]!,
    });
  }
  return merged;
}

function millis(micros: number | null): number | null {
  return micros === null ? null : micros / 1000;
}

/** Where a call's bar begins and ends; one that has not ended reaches to now. */
export function spanOf({ created, started, ended, state }: Call, now: number): readonly [start: number, end: number] {
  const start = started ?? ended ?? created;
  if (ended !== null) return [start, Math.max(start, ended)];
  return started === null || (state !== null && isTerminal(state)) ? [start, start] : [start, Math.max(start, now)];
}
