// Invariants
//   K1. A state that was recorded before changes nothing (W1a); only new ones are folded into the run's row.
//   K2. A terminal state gives way only to a later terminal one, or to another run of the same call.
//   K3. A call costs the same whatever its flow run holds: its own row is read by its id, nothing else.

import type { RecordedState, TaskRunItem } from "../../schemas/record.ts";
import { isTerminal } from "../../schemas/state.ts";
import { findForUpdate, insertOrIgnore, updateRows } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import type { ResultMeta } from "../db/tables.ts";
import { type Bookkeeping, foldState, unstarted } from "../orchestration/bookkeeping.ts";
import { accept, type Entry, refuse } from "./entry.ts";
import type { KnownRuns } from "./known-runs.ts";
import { resultMeta } from "./results.ts";
import { insertTaskRunStates, stateRow } from "./state-rows.ts";

/** What changes in a task run after its first item. */
interface TaskRunRow extends Bookkeeping {
  id: string;
  name: string;
  flow_run_run_count: number;
  try: number;
  digest: string | null;
  reused: string | null;
  cache_key: string | null;
  cache_expiration: number | null;
}

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
  "weak",
  "task_version",
  "tags",
  "labels",
  "empirical_policy",
  "task_inputs",
];

const findTaskRuns = findForUpdate("find-task-runs", "task_run", changing);
const insertTaskRuns = insertOrIgnore("task_run", [...changing, "updated", "result_meta", "result", ...fixed]);
const updateTaskRuns = updateRows("update-task-runs", "task_run", [...changing, "updated"]);
const updateResults = updateRows("update-task-run-results", "task_run", ["id", "result_meta", "result"]);

interface Draft {
  row: TaskRunRow;
  /** Set for a task run that is not in the store yet. */
  isNew: boolean;
  flowRunId: string | null;
  define: TaskRunItem["define"];
  /** Undefined while the stored result stays as it is. */
  result: { meta: ResultMeta | null; data: string | null } | undefined;
}

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
    applyItem(drafts, entry.item, { isNew, flowRunRunCount: runs.get(entry.item.flow_run_id ?? "")?.run_count });
    accept(entry);
  }
  await writeDrafts(tx, [...drafts.values()]);
}

async function loadDrafts(tx: Tx, entries: readonly Entry<TaskRunItem>[]): Promise<Map<string, Draft>> {
  const drafts = new Map<string, Draft>();
  if (entries.length === 0) return drafts;
  const ids = new Set(entries.map((entry) => entry.item.id));
  for (const row of await tx.findRows<TaskRunRow>(findTaskRuns, [...ids])) {
    drafts.set(row.id, { row, isNew: false, flowRunId: null, define: null, result: undefined });
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
  const row: TaskRunRow = {
    ...unstarted,
    id: item.id,
    name: item.define.name,
    flow_run_run_count: 0,
    try: item.try,
    digest: null,
    reused: null,
    cache_key: null,
    cache_expiration: null,
  };
  drafts.set(item.id, {
    row,
    isNew: true,
    flowRunId: item.flow_run_id ?? null,
    define: item.define,
    result: undefined,
  });
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

interface Applying {
  isNew(state: RecordedState): boolean;
  /** Undefined outside of a flow run. */
  flowRunRunCount: number | undefined;
}

function applyItem(drafts: Map<string, Draft>, item: TaskRunItem, { isNew, flowRunRunCount }: Applying): void {
  const draft = drafts.get(item.id)!;
  const isAnotherRun = item.run_count > draft.row.run_count;
  const folded = item.states.filter(isNew).reduce((row, state) => enter(row, state, isAnotherRun), draft.row);
  if (isAnotherRun && !draft.isNew && !isTerminal(folded.state_type ?? "PENDING"))
    draft.result = { meta: null, data: null };
  draft.row = {
    ...folded,
    name: item.name ?? folded.name,
    run_count: Math.max(item.run_count, draft.row.run_count),
    flow_run_run_count: flowRunRunCount ?? folded.flow_run_run_count,
    try: Math.max(item.try, folded.try),
    digest: item.digest ?? folded.digest,
    reused: item.reused ?? folded.reused,
    cache_key: item.cache_key ?? folded.cache_key,
    cache_expiration: item.cache_expiration ?? folded.cache_expiration,
  };
  if (item.result) draft.result = { meta: resultMeta(item.result), data: item.result.data ?? null };
}

function enter(row: TaskRunRow, state: RecordedState, isAnotherRun: boolean): TaskRunRow {
  return canEnter(row, state, isAnotherRun) ? { ...row, ...foldState(row, state) } : row;
}

/** K2. */
function canEnter(row: TaskRunRow, state: RecordedState, isAnotherRun: boolean): boolean {
  if (row.state_type === null || row.state_timestamp === null) return true;
  const isLater = state.timestamp >= row.state_timestamp;
  if (!isTerminal(row.state_type)) return isLater || isTerminal(state.type) || isAnotherRun;
  return isAnotherRun || (isLater && isTerminal(state.type));
}

async function writeDrafts(tx: Tx, drafts: readonly Draft[]): Promise<void> {
  const inserted = drafts.filter((draft) => draft.isNew);
  const updated = drafts.filter((draft) => !draft.isNew);
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
  if (drafts.length > 0) tx.touch("task-run");
}

function changingValues(row: TaskRunRow): unknown[] {
  return changing.map((column) => row[column]);
}

/** The values of `insertTaskRuns`. */
function newRow(tx: Tx, { row, define, flowRunId, result }: Draft): unknown[] {
  const definition = define!;
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
    definition.weak,
    definition.task_version,
    definition.tags ?? [],
    {},
    policyOf(definition),
    definition.task_inputs ?? {},
  ];
}

function policyOf({ retries, retry_delay, retry_jitter_factor }: NonNullable<TaskRunItem["define"]>) {
  return { retries: retries ?? 0, retry_delay: retry_delay ?? 0, retry_jitter_factor: retry_jitter_factor ?? null };
}
