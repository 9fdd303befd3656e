// Task runs as Prefect's client records them.
//
// Invariants
//   N1. The order in which states arrive does not matter: the newest one is current, and it says what the run's numbers
//       are; an older one is history only.
//   N2. A state that comes again changes nothing.
//   N3. A terminal state gives way only to a later terminal one, or to another run of the same call (a retried flow).
//   N4. One call of a flow run is one row: the first id that was heard of stays, whatever ids later runs of it bring.

import type { Micros } from "../../lib/clock.ts";
import type { JsonObject } from "../../lib/json.ts";
import { microsFromWire } from "../../schemas/iso-time.ts";
import { isTerminal } from "../../schemas/state.ts";
import { insertOrIgnore } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { unstarted } from "../orchestration/bookkeeping.ts";
import { timeOf } from "../orchestration/run-state.ts";
import type { ClientState } from "./client-states.ts";
import { findTaskRuns, writeDrafts } from "./record-task-runs.ts";
import type { Draft, TaskRunRow } from "./task-run-draft.ts";

const insertStates = insertOrIgnore("task_run_state", [
  "id",
  "task_run_id",
  "type",
  "name",
  "timestamp",
  "message",
  "details",
  "data",
]);

/** Records states of task runs; returns those whose flow run is not there, which are not recorded. */
export async function recordClientStates(tx: Tx, states: readonly ClientState[]): Promise<ClientState[]> {
  const flowRuns = await existingFlowRuns(tx, states);
  const isKept = ({ flowRunId }: ClientState) => flowRunId === null || flowRuns.has(flowRunId);
  const kept = states.filter(isKept);
  const canonical = await canonicalIds(tx, kept);
  const drafts = await loadDrafts(tx, new Set(canonical.values()));
  const isNew = await writeStates(tx, kept, canonical);
  for (const [at, state] of kept.entries()) if (isNew[at]) apply(drafts, canonical.get(state.taskRunId)!, state);
  await writeDrafts(tx, [...drafts.values()]);
  for (const id of drafts.keys()) tx.touch(`task-run:${id}`);
  for (const id of flowRuns) tx.touch(`flow-run:${id}`);
  return states.filter((state) => !isKept(state));
}

async function existingFlowRuns(tx: Tx, states: readonly ClientState[]): Promise<Set<string>> {
  const ids = [...new Set(states.flatMap(({ flowRunId }) => flowRunId ?? []))];
  if (ids.length === 0) return new Set();
  const rows = await tx.db.selectFrom("flow_run").select("id").where("id", "in", ids).execute();
  return new Set(rows.map(({ id }) => id));
}

/** The id of the row for every id that the states name (N4). */
async function canonicalIds(tx: Tx, states: readonly ClientState[]): Promise<Map<string, string>> {
  const first = new Map((await rowsOfCalls(tx, states)).map((row) => [callKey(row), row.id]));
  const canonical = new Map<string, string>();
  for (const { taskRunId, flowRunId, run } of states) {
    const key = callKey({ flow_run_id: flowRunId, ...run });
    if (flowRunId !== null && !first.has(key)) first.set(key, taskRunId);
    canonical.set(taskRunId, (flowRunId === null ? undefined : first.get(key)) ?? taskRunId);
  }
  return canonical;
}

interface CallKey {
  flow_run_id: string | null;
  task_key: string;
  dynamic_key: string;
}

function callKey({ flow_run_id, task_key, dynamic_key }: CallKey): string {
  return JSON.stringify([flow_run_id, task_key, dynamic_key]);
}

function rowsOfCalls(tx: Tx, states: readonly ClientState[]): Promise<(CallKey & { id: string })[]> {
  const inFlows = states.filter(({ flowRunId }) => flowRunId !== null);
  if (inFlows.length === 0) return Promise.resolve([]);
  return tx.db
    .selectFrom("task_run")
    .select(["id", "flow_run_id", "task_key", "dynamic_key"])
    .where("flow_run_id", "in", [...new Set(inFlows.map(({ flowRunId }) => flowRunId!))])
    .where("dynamic_key", "in", [...new Set(inFlows.map(({ run }) => run.dynamic_key))])
    .execute();
}

async function loadDrafts(tx: Tx, ids: ReadonlySet<string>): Promise<Map<string, Draft>> {
  if (ids.size === 0) return new Map();
  const rows = await tx.findRows<TaskRunRow>(findTaskRuns, [...ids]);
  return new Map(rows.map((row) => [row.id, { row, result: undefined }]));
}

async function writeStates(
  tx: Tx,
  states: readonly ClientState[],
  canonical: ReadonlyMap<string, string>,
): Promise<boolean[]> {
  if (states.length === 0) return [];
  const rows = states.map(({ taskRunId, state }) => {
    const { id, type, name, timestamp, message, details, data } = state;
    return [id, canonical.get(taskRunId), type, name, timestamp, message, details, data];
  });
  return tx.runRows(insertStates, rows);
}

function apply(drafts: Map<string, Draft>, id: string, client: ClientState): void {
  const known = drafts.get(id);
  const draft = known ?? newDraft(id, client);
  const isAnotherRun = client.taskRunId !== id || startsAgain(draft.row, client);
  if (known === undefined || isCurrent(draft.row, client, isAnotherRun)) draft.row = entered(draft.row, client);
  else draft.row = { ...draft.row, ...beginningOf(draft.row, client) };
  drafts.set(id, draft);
}

function startsAgain(row: TaskRunRow, { run }: ClientState): boolean {
  return (run.flow_run_run_count ?? 0) > row.flow_run_run_count || (run.run_count ?? 0) > row.run_count;
}

/** N1, N3. */
function isCurrent(row: TaskRunRow, { state }: ClientState, isAnotherRun: boolean): boolean {
  if (row.state_type === null || row.state_timestamp === null) return true;
  if (state.timestamp < row.state_timestamp) return false;
  if (isTerminal(row.state_type))
    return isTerminal(state.type) || (isAnotherRun && state.timestamp > row.state_timestamp);
  return state.timestamp > row.state_timestamp || isTerminal(state.type) || state.id > (row.state_id ?? "");
}

function entered(row: TaskRunRow, { state, run }: ClientState): TaskRunRow {
  return {
    ...row,
    name: run.name ?? row.name,
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    run_count: Math.max(run.run_count ?? 0, row.run_count),
    flow_run_run_count: Math.max(run.flow_run_run_count ?? 0, row.flow_run_run_count),
    next_scheduled_start_time: state.type === "SCHEDULED" ? (timeOf(scheduledTime(state)) ?? state.timestamp) : null,
    ...beginningOf(row, { state, run }),
    end_time: isTerminal(state.type) ? (time(run.end_time) ?? state.timestamp) : null,
    total_run_time:
      run.total_run_time === null || run.total_run_time === undefined
        ? row.total_run_time
        : Math.round(run.total_run_time * 1_000_000),
    cache_key: run.cache_key ?? row.cache_key,
    cache_expiration: time(run.cache_expiration) ?? row.cache_expiration,
  };
}

/** N1: of all that the states say, the earliest. */
function beginningOf(row: TaskRunRow, { state, run }: Pick<ClientState, "state" | "run">) {
  const started = time(run.start_time) ?? (state.type === "RUNNING" ? state.timestamp : null);
  return {
    expected_start_time: earliest(row.expected_start_time, time(run.expected_start_time) ?? state.timestamp),
    start_time: earliest(row.start_time, started),
  };
}

function earliest(one: Micros | null, other: Micros | null): Micros | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function scheduledTime({ details }: ClientState["state"]): string | undefined {
  const scheduled = details?.["scheduled_time"];
  return typeof scheduled === "string" ? scheduled : undefined;
}

function time(text: string | null | undefined): Micros | null {
  return text === null || text === undefined ? null : microsFromWire(text);
}

function newDraft(id: string, { flowRunId, run }: ClientState): Draft {
  const row: TaskRunRow = {
    ...unstarted,
    id,
    name: run.name ?? run.task_key,
    flow_run_run_count: 0,
    try: 1,
    digest: null,
    reused: null,
    weak: null,
    cache_key: null,
    cache_expiration: null,
  };
  const definition = {
    name: row.name,
    task_key: run.task_key,
    dynamic_key: run.dynamic_key,
    task_version: run.task_version ?? null,
    tags: run.tags ?? [],
    labels: run.labels ?? {},
    task_inputs: run.task_inputs ?? {},
    empirical_policy: (run.empirical_policy ?? {}) as JsonObject,
    identity: null,
  };
  return { row, created: { definition, flowRunId }, result: undefined };
}
