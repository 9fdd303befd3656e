import type { FlowStateItem, RecordAnswer, RecordedState } from "../../schemas/record.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { OrchestrationOutcome } from "../orchestration/outcome.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import type { RunState } from "../orchestration/run-state.ts";
import type { Entry } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";
import { resultMeta } from "./results.ts";

const rename = statement("rename-flow-run", "UPDATE flow_run SET name = ? WHERE id = ?", ["name", "id"]);
const keepResult = statement("keep-flow-run-result", "UPDATE flow_run SET result_meta = ?, result = ? WHERE id = ?", [
  "result_meta",
  "result",
  "id",
]);

/** Proposes a flow run's state to the rules; a result is kept only with a state that they accept. */
export async function recordFlowState(tx: Tx, runs: KnownRuns, entry: Entry<FlowStateItem>): Promise<void> {
  const { item } = entry;
  if (!runs.admit(entry, item.id)) return;
  if (item.name !== null && item.name !== undefined) await tx.run(rename, [item.name, item.id]);
  const outcome = await proposeFlowRunState(tx, item.id, item.state, { attempt: item.attempt });
  if (outcome.status === "ACCEPT" && item.result) {
    await tx.run(keepResult, [resultMeta(item.result), item.result.data, item.id]);
  }
  entry.answer = answerFor(item.n, outcome);
}

function answerFor(n: number, outcome: OrchestrationOutcome): RecordAnswer {
  switch (outcome.status) {
    case "ACCEPT":
      return { n, status: "accepted", state: recordedState(outcome.state) };
    case "REJECT":
      return {
        n,
        status: "rejected",
        state: outcome.state === null ? null : recordedState(outcome.state),
        reason: outcome.details.reason,
      };
    case "WAIT":
      return { n, status: "wait", delay_seconds: outcome.details.delay_seconds, reason: outcome.details.reason };
    case "ABORT":
      return { n, status: "refused", code: outcome.superseded ? "superseded" : "aborted", reason: outcome.details.reason };
  }
}

export function recordedState({ id, type, name, timestamp, message, details }: RunState): RecordedState {
  return { id, type, name, timestamp, message, details };
}
