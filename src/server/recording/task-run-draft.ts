// What becomes of a task run's row while its items are applied, before anything is written.
//
// Invariants
//   K2. A terminal state gives way only to a later terminal one, or to another run of the same call.

import type { CallDefinition, RecordedState, TaskRunItem } from "../../schemas/record.ts";
import { isTerminal } from "../../schemas/state.ts";
import type { JsonObject } from "../../lib/json.ts";
import type { Labels, ResultMeta } from "../db/tables.ts";
import { type Bookkeeping, foldState, unstarted } from "../orchestration/bookkeeping.ts";
import { resultMeta } from "./results.ts";

/** What changes in a task run after its first item. */
export interface TaskRunRow extends Bookkeeping {
  id: string;
  name: string;
  flow_run_run_count: number;
  try: number;
  digest: string | null;
  reused: string | null;
  weak: string | null;
  cache_key: string | null;
  cache_expiration: number | null;
}

/** What a task run is from its beginning. Only calls of our SDK have an identity. */
export type DraftDefinition = Omit<CallDefinition, "identity" | "task_inputs"> & {
  identity: string | null;
  task_inputs?: JsonObject | CallDefinition["task_inputs"];
  labels?: Labels | null | undefined;
  empirical_policy?: JsonObject | null | undefined;
};

export interface Draft {
  row: TaskRunRow;
  /** Set for a task run that is not in the store yet. */
  created?: { definition: DraftDefinition; flowRunId: string | null };
  /** Undefined while the stored result stays as it is. */
  result: { meta: ResultMeta | null; data: string | null } | undefined;
}

/** The draft of a task run that its first item defines. */
export function newDraft(item: TaskRunItem, definition: CallDefinition): Draft {
  const row: TaskRunRow = {
    ...unstarted,
    id: item.id,
    name: definition.name,
    flow_run_run_count: 0,
    try: item.try,
    digest: null,
    reused: null,
    weak: definition.weak ?? null,
    cache_key: null,
    cache_expiration: null,
  };
  return { row, created: { definition, flowRunId: item.flow_run_id ?? null }, result: undefined };
}

interface Applying {
  isNew(state: RecordedState): boolean;
  /** Undefined outside of a flow run. */
  flowRunRunCount: number | undefined;
}

/** Applies one item: its new states, in their order, and what it says of the run. */
export function applyItem(draft: Draft, item: TaskRunItem, { isNew, flowRunRunCount }: Applying): void {
  const isAnotherRun = item.run_count > draft.row.run_count;
  const folded = item.states.filter(isNew).reduce((row, state) => enter(row, state, isAnotherRun), draft.row);
  if (isAnotherRun && !item.reused) draft.result = { meta: null, data: null }; // what there was is of the run before
  draft.row = {
    ...folded,
    name: item.name ?? folded.name,
    run_count: Math.max(item.run_count, draft.row.run_count),
    flow_run_run_count: flowRunRunCount ?? folded.flow_run_run_count,
    try: Math.max(item.try, folded.try),
    digest: item.digest ?? folded.digest,
    reused: item.reused ?? folded.reused,
    weak: item.weak ?? folded.weak,
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
