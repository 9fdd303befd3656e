import type { Clock } from "../../lib/clock.ts";
import { findUnlocked } from "../db/find-unlocked.ts";
import type { Store } from "../db/store.ts";
import { markLateRunsPolicy } from "../orchestration/flow-run-policies.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import { inBatches } from "./in-batches.ts";

/** How long after its time a run is late. Source: Prefect's `late_runs.after_seconds`. */
const graceSeconds = 15;

/** Marks every overdue scheduled run Late, or cancels it where its deployment wants that; returns how many changed. */
export function markLateRuns(store: Store, clock: Clock): Promise<number> {
  const overdueBefore = clock.now() - graceSeconds * 1_000_000;
  return inBatches(store, {
    find: (tx, limit) => tx.all<Overdue>(findOverdueRuns, [overdueBefore, limit]),
    change: async (tx, { id, scheduled_time }) => {
      const late = { type: "SCHEDULED", name: "Late", details: { scheduled_time } } as const;
      const outcome = await proposeFlowRunState(tx, id, late, { policy: markLateRunsPolicy });
      return outcome.created;
    },
  });
}

type Overdue = { id: string; scheduled_time: number };

export const findOverdueRuns = findUnlocked(
  "find-overdue-flow-runs",
  "SELECT r.id, r.next_scheduled_start_time AS scheduled_time FROM flow_run r " +
    "WHERE r.state_type = 'SCHEDULED' AND r.state_name = 'Scheduled' AND r.next_scheduled_start_time <= ? " +
    "ORDER BY r.next_scheduled_start_time LIMIT ?",
  ["next_scheduled_start_time", "run_count"],
);
