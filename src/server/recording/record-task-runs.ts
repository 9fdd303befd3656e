// Invariants
//   K1. A state that was recorded before changes nothing (W1a); only new ones are folded into the run's row.
//   K2. See task-run-draft.ts.
//   K3. A call costs the same whatever its flow run holds: its own row is read by its id, nothing else.

import type { RecordedState, TaskRunItem } from "../../schemas/record.ts";
import { forgetHours } from "../db/runs/run-hours.ts";
import { findForUpdate, insertOrIgnore, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { accept, type Entry, refuse } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";
import { insertTaskRunStates, stateRow } from "./state-rows.ts";
import { applyItem, type Draft, type DraftDefinition, newDraft, type TaskRunRow } from "./task-run-draft.ts";

const changing = [
  "id",
  "name",
  "state_id",
  "state_type",
  "state_name",
  "state_timestamp",
  "run_count",
  "flow_run_run_count",
  "expected_start_time",
  "next_scheduled_start_time",
  "start_time",
  "end_time",
  "total_run_time",
  "try",
  "digest",
  "reused",
  "weak",
  "cache_key",
  "cache_expiration",
] as const satisfies readonly (keyof TaskRunRow)[];

const fixed = [
  "created",
  "flow_run_id",
  "task_key",
  "dynamic_key",
  "generation",
  "identity",
  "code",
  "task_version",
  "tags",
  "labels",
  "empirical_policy",
  "task_inputs",
];

export const findTaskRuns = findForUpdate("find-task-runs", "task_run", changing);
const insertTaskRuns = insertOrIgnore("task_run", [...changing, "updated", "result_meta", "result", ...fixed]);
const updateTaskRuns = updateRows("update-task-runs", "task_run", [...changing, "updated"]);
const updateResults = updateRows("update-task-run-results", "task_run", ["id", "result_meta", "result"]);

/** Records what happened to calls, in their order: their states, results and numbers. */
export async function recordTaskRuns(tx: Tx, runs: KnownRuns, entries: readonly Entry<TaskRunItem>[]): Promise<void> {
  const admitted = entries.filter((entry) => runs.admit(entry, entry.item.flow_run_id));
  const [drafts, recorded] = await Promise.all([
    loadDrafts(tx, admitted),
    admitted.every(hasDefinition) ? recordStates(tx, admitted) : undefined, // otherwise it has to wait: see `isDefined`
  ]);
  const defined = admitted.filter((entry) => isDefined(drafts, entry));
  const isNew = recorded ?? (await recordStates(tx, defined));
  for (const entry of defined) {
    const flowRunRunCount = runs.get(entry.item.flow_run_id ?? "")?.run_count;
    applyItem(drafts.get(entry.item.id)!, entry.item, { isNew, flowRunRunCount });
    accept(entry);
  }
  await writeDrafts(tx, [...drafts.values()]);
  for (const id of new Set(defined.map(({ item }) => item.flow_run_id))) if (id) tx.touch(`flow-run:${id}`);
}

async function loadDrafts(tx: Tx, entries: readonly Entry<TaskRunItem>[]): Promise<Map<string, Draft>> {
  const drafts = new Map<string, Draft>();
  if (entries.length === 0) return drafts;
  const ids = new Set(entries.map((entry) => entry.item.id));
  for (const row of await tx.findRows<TaskRunRow>(findTaskRuns, [...ids])) {
    drafts.set(row.id, { row, result: undefined });
  }
  return drafts;
}

function hasDefinition({ item }: Entry<TaskRunItem>): boolean {
  return Boolean(item.define);
}

/** A call has to be defined by its first item; makes the draft of a new one. */
function isDefined(drafts: Map<string, Draft>, entry: Entry<TaskRunItem>): boolean {
  const { item } = entry;
  if (drafts.has(item.id)) return true;
  if (!item.define) {
    refuse(entry, "missing", `the task run ${item.id} was never defined, or has been deleted`);
    return false;
  }
  drafts.set(item.id, newDraft(item, item.define));
  return true;
}

/** Writes the states of all entries, and answers which of them are new. */
async function recordStates(
  tx: Tx,
  entries: readonly Entry<TaskRunItem>[],
): Promise<(state: RecordedState) => boolean> {
  const states = entries.flatMap(({ item }) => item.states);
  if (states.length === 0) return () => false;
  const rows = entries.flatMap(({ item }) => item.states.map((state) => stateRow(item.id, state)));
  const written = await tx.runRows(insertTaskRunStates, rows);
  const fresh = new Set(states.filter((_, at) => written[at]));
  return (state) => fresh.has(state);
}

export async function writeDrafts(tx: Tx, drafts: readonly Draft[]): Promise<void> {
  const inserted = drafts.filter((draft) => draft.created !== undefined);
  const updated = drafts.filter((draft) => draft.created === undefined);
  const results = updated.flatMap(({ row, result }) =>
    result === undefined ? [] : [[row.id, result.meta, result.data]],
  );
  await Promise.all([
    tx.runRows(
      insertTaskRuns,
      inserted.map((draft) => newRow(tx, draft)),
    ),
    tx.runRows(
      updateTaskRuns,
      updated.map(({ row }) => [...changingValues(row), tx.now]),
    ),
    tx.runRows(updateResults, results),
  ]);
  await forgetHours(
    tx,
    "task_run",
    drafts.map(({ row }) => row.expected_start_time),
  );
  if (drafts.length > 0) tx.touch("task-run");
}

function changingValues(row: TaskRunRow): unknown[] {
  return changing.map((column) => row[column]);
}

/** The values of `insertTaskRuns`. */
function newRow(tx: Tx, { row, created, result }: Draft): unknown[] {
  const { definition, flowRunId } = created!;
  return [
    ...changingValues(row),
    tx.now,
    result?.meta,
    result?.data,
    tx.now,
    flowRunId,
    definition.task_key,
    definition.dynamic_key,
    definition.generation ?? 0,
    definition.identity,
    definition.code,
    definition.task_version,
    definition.tags ?? [],
    definition.labels ?? {},
    definition.empirical_policy ?? policyOf(definition),
    definition.task_inputs ?? {},
  ];
}

function policyOf({ retries, retry_delay, retry_jitter_factor }: DraftDefinition) {
  return { retries: retries ?? 0, retry_delay: retry_delay ?? 0, retry_jitter_factor: retry_jitter_factor ?? null };
}
