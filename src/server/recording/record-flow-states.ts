import type { FlowStateItem, RecordAnswer, RecordedState } from "../../schemas/record.ts";
import { statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { OrchestrationOutcome } from "../orchestration/outcome.ts";
import { proposeFlowRunState } from "../orchestration/propose-flow-run-state.ts";
import type { RunState } from "../orchestration/run-state.ts";
import type { Isolate } from "./each-alone.ts";
import type { Entry } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";
import { resultMeta } from "./results.ts";

const rename = statement("rename-flow-run", "UPDATE flow_run SET name = ? WHERE id = ?", ["name", "id"]);
const keepResult = statement("keep-flow-run-result", "UPDATE flow_run SET result_meta = ?, result = ? WHERE id = ?", [
  "result_meta",
  "result",
  "id",
]);

type FlowStateEntry = Entry<FlowStateItem>;

/**
 * Proposes states for flow runs. Runs that have nothing to do with one another are asked together, which on
 * PostgreSQL takes the time of one; the others one after the other, each in a savepoint of its own.
 */
export async function recordFlowStates(
  tx: Tx,
  runs: KnownRuns,
  { entries, isolate }: { entries: readonly FlowStateEntry[]; isolate: Isolate },
): Promise<void> {
  const { together = [], apart = [] } = Object.groupBy(entries, (entry) =>
    settlesAlone(runs, entry) ? "together" : "apart",
  );
  const runIds = new Set(together.map((entry) => entry.item.id));
  const isOnePerRun = runIds.size === together.length && !apart.some((entry) => runIds.has(entry.item.id));
  if (isOnePerRun) await isolate(tx, together, (some) => allOf(some.map((entry) => recordFlowState(tx, runs, entry))));
  for (const entry of isOnePerRun ? apart : entries) {
    await isolate(tx, [entry], () => recordFlowState(tx, runs, entry));
  }
}

/** The end of a local run that has no parent and takes no slots: no row of another run is touched. */
function settlesAlone(runs: KnownRuns, { item }: FlowStateEntry): boolean {
  const run = runs.get(item.id);
  return run?.deployment_id === null && run.parent_task_run_id === null && item.state.type === "COMPLETED";
}

/** Waits for all of them, also when one has failed: none may go on writing while its savepoint is rolled back. */
async function allOf(parts: Promise<void>[]): Promise<void> {
  for (const part of await Promise.allSettled(parts)) if (part.status === "rejected") throw part.reason;
}

/** Proposes a flow run's state to the rules; a result is kept only with a state that they accept. */
async function recordFlowState(tx: Tx, runs: KnownRuns, entry: FlowStateEntry): Promise<void> {
  const { item } = entry;
  if (!runs.admit(entry, item.id)) return;
  if (item.name !== null && item.name !== undefined) await tx.run(rename, [item.name, item.id]);
  const outcome = await proposeFlowRunState(tx, item.id, item.state, {
    attempt: item.attempt,
    leavesCalls: item.leaves_calls ?? false,
  });
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
      return {
        n,
        status: "refused",
        code: outcome.superseded ? "superseded" : "aborted",
        reason: outcome.details.reason,
      };
  }
}

export function recordedState({ id, type, name, timestamp, message, details }: RunState): RecordedState {
  return { id, type, name, timestamp, message, details };
}
