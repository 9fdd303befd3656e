// Writes a made-up history straight into the tables, thousands of rows in a transaction.

import type { Micros } from "../../src/lib/clock.ts";
import { insertOrIgnore, type RowsStatement } from "../../src/server/db/statement.ts";
import type { Store, Tx } from "../../src/server/db/store.ts";
import { Random } from "./random.ts";
import {
  deploymentCount,
  flowNames,
  type HistorySize,
  type SeededRun,
  seededRuns,
  type SeededState,
  type SeededTaskRun,
} from "./history.ts";

export interface SeededIds {
  flows: string[];
  deployments: string[];
  pool: string;
  queue: string;
  /** Some run in the middle. */
  flowRun: string;
  taskRun: string;
}

const runsAtOnce = 2000;

/** Fills an empty store; tells its ids. */
export async function insertHistory(
  store: Store,
  size: HistorySize,
  onProgress: (flowRuns: number) => void = () => {},
): Promise<SeededIds> {
  const ids = await store.write((tx) => insertPlaces(tx, size.now));
  let batch: SeededRun[] = [];
  let done = 0;
  const flush = async (): Promise<void> => {
    const runs = batch;
    batch = [];
    await store.write((tx) => insertRuns(tx, runs, ids));
    done += runs.length;
    onProgress(done);
  };
  for (const run of seededRuns(size)) {
    batch.push(run);
    if (ids.flowRun === "" && done + batch.length > size.flowRuns / 2 && run.taskRuns.length > 0) {
      ids.flowRun = run.id;
      ids.taskRun = run.taskRuns[0]!.id;
    }
    if (batch.length === runsAtOnce) await flush();
  }
  await flush();
  return ids;
}

async function insertPlaces(tx: Tx, now: Micros): Promise<SeededIds> {
  const random = new Random(1);
  const id = () => random.idAt(now - 400 * 86_400_000_000);
  const flows = flowNames.map(id);
  const deployments = flows.slice(0, deploymentCount).map(id);
  const [pool, queue] = [id(), id()];
  const common = { created: now, updated: now };
  for (const [at, name] of flowNames.entries()) {
    await tx.db
      .insertInto("flow")
      .values({ id: flows[at]!, ...common, name, tags: [], labels: {} })
      .execute();
  }
  await tx.db
    .insertInto("work_pool")
    .values({
      id: pool,
      ...common,
      name: "processes",
      type: "process",
      is_paused: false,
      default_queue_id: queue,
      storage_configuration: {},
      base_job_template: "{}",
    })
    .execute();
  await tx.db
    .insertInto("work_queue")
    .values({ id: queue, ...common, work_pool_id: pool, name: "default", is_paused: false, priority: 1 })
    .execute();
  for (const [at, deployment] of deployments.entries()) {
    await tx.db
      .insertInto("deployment")
      .values({
        id: deployment,
        ...common,
        flow_id: flows[at]!,
        name: `deployment-${at}`,
        paused: false,
        tags: [],
        labels: {},
        work_queue_id: queue,
        enforce_parameter_schema: true,
        parameters: "{}",
      })
      .execute();
  }
  return { flows, deployments, pool, queue, flowRun: "", taskRun: "" };
}

async function insertRuns(tx: Tx, runs: readonly SeededRun[], ids: SeededIds): Promise<void> {
  const taskRuns = runs.flatMap((run) => run.taskRuns.map((taskRun) => ({ run, taskRun })));
  await insert(
    tx,
    flowRunInsert,
    runs.map((run) => flowRunRow(run, ids)),
  );
  await insert(
    tx,
    taskRunInsert,
    taskRuns.map(({ run, taskRun }) => taskRunRow(run, taskRun)),
  );
  await insert(
    tx,
    flowRunStateInsert,
    runs.flatMap((run) => run.states.map((state) => stateRow(run.id, state))),
  );
  await insert(
    tx,
    taskRunStateInsert,
    taskRuns.flatMap(({ taskRun }) => taskRun.states.map((state) => stateRow(taskRun.id, state))),
  );
  await insert(
    tx,
    logInsert,
    runs.flatMap((run) =>
      run.logs.map((log) => [log.id, log.timestamp, log.timestamp, log.level, run.id, "sluice.flow_runs", log.message]),
    ),
  );
}

async function insert(tx: Tx, statement: RowsStatement, rows: readonly unknown[][]): Promise<void> {
  if (rows.length > 0) await tx.runRows(statement, rows);
}

const current = ["state_id", "state_type", "state_name", "state_timestamp"] as const;
const times = ["expected_start_time", "next_scheduled_start_time", "start_time", "end_time", "total_run_time"] as const;
const common = [
  "id",
  "created",
  "updated",
  "name",
  ...current,
  ...times,
  "run_count",
  "try",
  "labels",
  "empirical_policy",
];

const flowRunInsert = insertOrIgnore("flow_run", [
  ...common,
  "tags",
  "flow_id",
  "deployment_id",
  "work_queue_id",
  "work_queue_name",
  "parent_task_run_id",
  "auto_scheduled",
  "attempt",
  "context",
  "parameters",
]);
const taskRunInsert = insertOrIgnore("task_run", [
  ...common,
  "tags",
  "flow_run_id",
  "task_key",
  "dynamic_key",
  "flow_run_run_count",
  "generation",
  "task_inputs",
]);
const stateColumns = ["type", "name", "timestamp", "message"];
const flowRunStateInsert = insertOrIgnore("flow_run_state", ["id", "flow_run_id", ...stateColumns]);
const taskRunStateInsert = insertOrIgnore("task_run_state", ["id", "task_run_id", ...stateColumns]);
const logInsert = insertOrIgnore("log", ["id", "created", "timestamp", "level", "flow_run_id", "name", "message"]);

function commonRow(run: SeededRun | SeededTaskRun): unknown[] {
  const last = run.states.at(-1)!;
  const { started, ended, expected } = run;
  const next = last.type === "SCHEDULED" ? expected : null;
  const ran = started !== null && ended !== null ? ended - started : 0;
  const state = [last.id, last.type, last.name, last.timestamp];
  const made = [run.id, run.states[0]!.timestamp, last.timestamp, run.name];
  const took = [expected, next, started, ended, ran, started === null ? 0 : 1];
  return [...made, ...state, ...took, 1, {}, {}];
}

function flowRunRow(run: SeededRun, { flows, deployments, queue }: SeededIds): unknown[] {
  const isDeployed = run.deployment !== undefined;
  return [
    ...commonRow(run),
    run.tags,
    flows[run.flow],
    isDeployed ? deployments[run.deployment!] : null,
    isDeployed ? queue : null,
    isDeployed ? "default" : null,
    run.parent ?? null,
    isDeployed,
    0,
    "{}",
    '{"day": 1}',
  ];
}

function taskRunRow(run: SeededRun, taskRun: SeededTaskRun): unknown[] {
  return [...commonRow(taskRun), run.tags, run.id, taskRun.key, taskRun.id, 1, 0, {}];
}

function stateRow(runId: string, { id, type, name, timestamp }: SeededState): unknown[] {
  return [id, runId, type, name, timestamp, type === "FAILED" ? "connection refused" : null];
}
