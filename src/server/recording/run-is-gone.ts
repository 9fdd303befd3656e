import type { GoneAnswer, GoneRequest } from "../../schemas/record.ts";
import type { StateType } from "../../schemas/state.ts";
import { findForUpdate } from "../db/statement.ts";
import type { Store } from "../db/store.ts";
import { flowRunState } from "../orchestration/flow-run-rows.ts";
import { endAttempts } from "./attempts.ts";
import { sameToken } from "./known-runs.ts";
import { recordedState } from "./record-flow-states.ts";
import { settleLostRun } from "./settle-lost-run.ts";
import { disown } from "./take-over.ts";

interface Run {
  id: string;
  state_id: string | null;
  state_type: StateType | null;
  crash_retries: number | null;
  deployment_id: string | null;
  attempt_token: string | null;
  lease_expires_at: number | null;
}

/** The process of an attempt has ended: its run is retried, crashed or cancelled now, not when its lease has run out. */
export function runIsGone(store: Store, id: string, request: GoneRequest): Promise<GoneAnswer | undefined> {
  return store.write(async (tx) => {
    const [run] = await tx.findRows<Run>(findRun, [id]);
    if (run === undefined) return undefined;
    const isHeld = sameToken(request.token, run.attempt_token) && run.lease_expires_at !== null;
    if (isHeld) {
      await tx.run(endAttempts, [tx.now, id]);
      await tx.run(disown, [id]);
      await settleLostRun(tx, run, request);
    }
    const [after] = await tx.findRows<Run>(findRun, [id]);
    const state = await flowRunState(tx, after?.state_id ?? null);
    return { settled: isHeld, state: state === null ? null : recordedState(state) };
  });
}

const findRun = findForUpdate("find-flow-run-that-is-gone", "flow_run", [
  "id",
  "state_id",
  "state_type",
  "crash_retries",
  "deployment_id",
  "attempt_token",
  "lease_expires_at",
]);
