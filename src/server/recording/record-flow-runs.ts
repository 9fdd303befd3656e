import { uuidv7 } from "../../lib/uuid.ts";
import type { FlowRunItem, RecordedState } from "../../schemas/record.ts";
import { forgetHours } from "../db/runs/run-hours.ts";
import { insertOrIgnore, statement } from "../db/statement.ts";
import type { Tx } from "../db/store.ts";
import { tellOfChange } from "../events/change-events.ts";
import { type Bookkeeping, foldState, unstarted } from "../orchestration/bookkeeping.ts";
import { insertAttempts, leaseEnd } from "./attempts.ts";
import { accept, type Entry, refuse } from "./entry.ts";
import { type KnownRun, type KnownRuns, sameToken } from "./known-runs.ts";
import { insertFlowRunStates, stateRow } from "./state-rows.ts";

const bookkeeping = Object.keys(unstarted) as (keyof Bookkeeping)[];

const insertFlowRuns = insertOrIgnore("flow_run", [
  "id",
  "created",
  "updated",
  "flow_id",
  "name",
  ...bookkeeping,
  "try",
  "attempt",
  "attempt_token",
  "lease_expires_at",
  "crash_retries",
  "parent_task_run_id",
  "idempotency_key",
  "flow_version",
  "auto_scheduled",
  "tags",
  "labels",
  "empirical_policy",
  "context",
  "owner",
  "origin",
  "notes",
  "parameters",
]);

const findFlow = statement("find-flow", "SELECT id FROM flow WHERE name = ?", ["name"]);
const insertFlow = statement(
  "insert-named-flow",
  "INSERT INTO flow (id, created, updated, name, tags, labels) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
  ["id", "created", "updated", "name", "tags", "labels"],
);
const findByKey = statement(
  "find-flow-run-by-key",
  "SELECT id FROM flow_run WHERE flow_id = ? AND idempotency_key = ?",
  ["flow_id", "idempotency_key"],
);

type FlowRunEntry = Entry<FlowRunItem>;

/**
 * Starts flow runs: the run, its first attempt and its states. A run that is there already is left as it is;
 * it answers "accepted" to the attempt that has started it (W1a), and "superseded" to every other one.
 */
export async function recordFlowRuns(tx: Tx, runs: KnownRuns, entries: readonly FlowRunEntry[]): Promise<void> {
  const flows = new Map<string, string>();
  await runs.load(entries.map((entry) => entry.item.id));
  const starting: FlowRunEntry[] = [];
  for (const entry of entries) {
    if (runs.get(entry.item.id) !== undefined) answerAgain(runs, entry);
    else if (await isFree(tx, entry, await flowId(tx, flows, entry.item))) starting.push(entry);
  }
  if (starting.length === 0) return;
  await Promise.all([
    tx.runRows(
      insertFlowRuns,
      starting.map(({ item }) => flowRunRow(tx, item, flows.get(item.flow.name)!)),
    ),
    forgetHours(
      tx,
      "flow_run",
      starting.map(({ item }) => firstTime(item.states) ?? null),
    ),
    tx.runRows(
      insertAttempts,
      starting.map(({ item }) => attemptRow(tx, item)),
    ),
    tx.runRows(
      insertFlowRunStates,
      starting.flatMap(({ item }) => item.states.map((state) => stateRow(item.id, state))),
    ),
  ]);
  for (const entry of starting) {
    entry.isStarted = true;
    accept(entry);
    runs.add(knownRun(entry.item));
  }
  tx.touch("flow-run");
}

function answerAgain(runs: KnownRuns, entry: FlowRunEntry): void {
  if (sameToken(entry.item.attempt, runs.get(entry.item.id)!.attempt_token)) return accept(entry);
  refuse(entry, "superseded", `another attempt has taken over the flow run ${entry.item.id}; this one must stop`);
}

/** A run that another one of its flow with the same idempotency key has come before is refused. */
async function isFree(tx: Tx, entry: FlowRunEntry, flow: string): Promise<boolean> {
  const key = entry.item.idempotency_key;
  if (key === null || key === undefined) return true;
  const [earlier] = await tx.all<{ id: string }>(findByKey, [flow, key]);
  if (earlier === undefined) return true;
  const reason = `the flow run ${earlier.id} has the idempotency key ${JSON.stringify(key)} already; attach to it`;
  entry.answer = { n: entry.item.n, status: "refused", code: "exists", reason, flow_run_id: earlier.id };
  return false;
}

async function flowId(tx: Tx, flows: Map<string, string>, { flow }: FlowRunItem): Promise<string> {
  let id = flows.get(flow.name) ?? (await findFlowId(tx, flow.name));
  if (id === undefined) {
    const inserted = await tx.run(insertFlow, [uuidv7(), tx.now, tx.now, flow.name, flow.tags, {}]);
    id = (await findFlowId(tx, flow.name))!; // of another server, if it was quicker
    tx.touch("flow");
    if (inserted > 0) await tellOfChange(tx, { kind: "flow", id, name: flow.name }, "created");
  }
  flows.set(flow.name, id);
  return id;
}

async function findFlowId(tx: Tx, name: string): Promise<string | undefined> {
  return (await tx.all<{ id: string }>(findFlow, [name]))[0]?.id;
}

/** The values of `insertFlowRuns`. */
function flowRunRow(tx: Tx, item: FlowRunItem, flow: string): unknown[] {
  const folded = item.states.reduce((run: Bookkeeping, state) => foldState(run, state), unstarted);
  return [
    item.id,
    tx.now,
    tx.now,
    flow,
    item.name,
    ...bookkeeping.map((column) => folded[column]),
    1, // try
    1, // attempt
    item.attempt,
    leaseEnd(tx.now, item.lease_seconds),
    item.crash_retries,
    item.parent_task_run_id,
    item.idempotency_key,
    item.flow_version,
    false,
    item.tags,
    item.labels ?? {},
    { retries: item.retries ?? 0, retry_delay: item.retry_delay ?? 0 },
    "{}",
    item.owner,
    item.origin,
    item.notes,
    item.parameters_json,
  ];
}

function knownRun({ id, attempt, states, parent_task_run_id }: FlowRunItem): KnownRun {
  return {
    id,
    attempt_token: attempt,
    run_count: states.filter((state) => state.type === "RUNNING").length,
    deployment_id: null,
    parent_task_run_id: parent_task_run_id ?? null,
  };
}

function attemptRow(tx: Tx, item: FlowRunItem): unknown[] {
  return [item.id, 1, item.attempt, "start", firstTime(item.states) ?? tx.now, item.owner];
}

function firstTime(states: readonly RecordedState[]): number | undefined {
  return states[0]?.timestamp;
}
