import { isoFromMicros, type Micros } from "../../../lib/clock.ts";
import { microsFromWire } from "../../../schemas/iso-time.ts";
import type { TimelineCalls } from "../../../schemas/run-timeline.ts";
import type { TaskInputs } from "../../../schemas/task-run.ts";
import { readFlowRun } from "../../db/runs/flow-runs.ts";
import { timelineRows, type TimelineRow } from "../../db/runs/run-timeline.ts";
import { found } from "../http/api-error.ts";
import { missingFlowRun } from "./flow-runs.ts";
import { timeOnWire } from "../on-wire/time.ts";
import { serve } from "../http/serve.ts";

const mostCalls = 50_000;
// A unit that was stamped before the last answer may have committed after it: what changed shortly before is sent again.
const overlap = 2_000_000;

export const servedTimelines = [
  serve("GET /sluice/flow_runs/{id:uuid}/timeline", async ({ params, query, began }, { store }) => {
    const run = found(await readFlowRun(store, params.id), missingFlowRun);
    const since = query.since === undefined ? undefined : microsFromWire(query.since) - overlap;
    const rows = await timelineRows(store, params.id, { since, limit: mostCalls + 1 });
    const drawn = rows.slice(0, mostCalls).toSorted((a, b) => startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1));
    const origin = run.start_time ?? run.created;
    const tasks = [...new Set(drawn.map(taskOf))];
    return {
      origin: isoFromMicros(origin),
      now: isoFromMicros(began),
      start_time: timeOnWire(run.start_time),
      end_time: timeOnWire(run.end_time),
      tasks,
      calls: columnsOf(drawn, { tasks, origin }),
      is_complete: rows.length <= mostCalls,
    };
  }),
];

function startOf(row: TimelineRow): Micros {
  return row.start_time ?? row.created;
}

/** The task's own name: its key without the hash that tells apart tasks of one name. */
function taskOf({ task_key: key }: TimelineRow): string {
  return key.replace(/-[0-9a-f]{8}$/, "");
}

function columnsOf(
  rows: readonly TimelineRow[],
  { tasks, origin }: { tasks: string[]; origin: Micros },
): TimelineCalls {
  const places = new Map(tasks.map((name, at) => [name, at]));
  const afterOrigin = (time: Micros | null): number | null => (time === null ? null : time - origin);
  return {
    id: rows.map(({ id }) => id),
    name: rows.map(({ name, child_name: child }) => child ?? name),
    task: rows.map((row) => places.get(taskOf(row))!),
    state_type: rows.map((row) => row.child_state_type ?? row.state_type),
    state_name: rows.map((row) => row.child_state_name ?? row.state_name),
    created: rows.map(({ created }) => afterOrigin(created)),
    started: rows.map((row) => afterOrigin(row.child_start_time ?? row.start_time)),
    ended: rows.map((row) => afterOrigin(row.child_id === null ? row.end_time : row.child_end_time)),
    run_count: rows.map((row) => row.run_count),
    reused: rows.map(({ reused }) => reused !== null),
    child_flow_run_id: rows.map(({ child_id: child }) => child),
    parents: rows.map(({ task_inputs: inputs }) => parentsIn(inputs)),
  };
}

/** The calls that inputs came from, each once. What merely surrounds a call is no parent. */
function parentsIn({ __parents__: _around, ...inputs }: TaskInputs): string[] {
  const ids = Object.values(inputs).flatMap((group) => group.flatMap((input) => ("id" in input ? [input.id] : [])));
  return ids.length < 2 ? ids : [...new Set(ids)];
}
