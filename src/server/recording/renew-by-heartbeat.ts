// engine.md L1: a Python run is taken for dead only after it has been silent for longer than it ever was before. Its
// interval is not on the wire.

import type { Micros } from "../../lib/clock.ts";
import type { StateType } from "../../schemas/state.ts";
import { findForUpdate, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";

const minute = 60_000_000;
const firstLease = 30 * minute;
/** Three times the shortest interval that Prefect allows. */
const shortestLease = 1.5 * minute;

interface Beating {
  id: string;
  state_type: StateType | null;
  state_timestamp: Micros | null;
  attempt_token: string | null;
  heartbeat_at: Micros | null;
  heartbeat_gap: Micros | null;
}

/** Renews the leases of running flow runs that have sent a heartbeat; a run of ours renews its own. */
export async function renewByHeartbeat(tx: Tx, flowRunIds: readonly string[]): Promise<void> {
  if (flowRunIds.length === 0) return;
  const runs = await tx.findRows<Beating>(findBeating, [...new Set(flowRunIds)]);
  const alive = runs.filter((run) => run.state_type === "RUNNING" && run.attempt_token === null);
  if (alive.length === 0) return;
  await tx.runRows(
    setHeartbeat,
    alive.map((run) => {
      const gap = widestGap(run, tx.now);
      return [run.id, tx.now, gap, tx.now + (gap === null ? firstLease : Math.max(3 * gap, shortestLease))];
    }),
  );
}

/** Heartbeats begin anew with every attempt of the process: the time between two attempts is no interval. */
function widestGap({ heartbeat_at, heartbeat_gap, state_timestamp }: Beating, now: Micros): Micros | null {
  if (heartbeat_at === null || heartbeat_at < (state_timestamp ?? 0)) return heartbeat_gap;
  return Math.max(heartbeat_gap ?? 0, now - heartbeat_at);
}

const findBeating = findForUpdate("find-beating-flow-runs", "flow_run", [
  "id",
  "state_type",
  "state_timestamp",
  "attempt_token",
  "heartbeat_at",
  "heartbeat_gap",
]);
const setHeartbeat = updateRows("set-heartbeat", "flow_run", [
  "id",
  "heartbeat_at",
  "heartbeat_gap",
  "lease_expires_at",
]);
