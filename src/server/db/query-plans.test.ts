// performance.md row 11: what clients ask often is answered from an index, whatever the number of rows.

import { CompiledQuery, type KyselyPlugin } from "kysely";
import { describe, expect, test } from "vitest";
import { SetClock } from "../../../test/support/stored-runs.ts";
import { databases } from "../../../test/support/databases.ts";
import { readLatestArtifact } from "./artifacts.ts";
import { deploymentsToSchedule, schedulesOf } from "./deployments/deployment-schedules.ts";
import { readDeployment } from "./deployments/deployments.ts";
import { dueRunsOfDeployments, dueRunsOfQueues } from "./work-pools/due-runs.ts";
import { listStoredEvents } from "./events/events.ts";
import { stateEventsWhere, storedEventsWhere } from "./filters/event-filter.ts";
import { listStateEvents } from "./events/state-events.ts";
import { openTasks } from "./runs/task-claims.ts";
import { EventFilter } from "../../schemas/filters/event-filter.ts";
import { readFlow } from "./runs/flows.ts";
import { listFlowRuns } from "./runs/flow-runs.ts";
import { listLogs, logsOfFlowRun } from "./runs/logs.ts";
import { graphArtifacts, graphCalls } from "./runs/run-graph.ts";
import { statesOfRun } from "./runs/run-states.ts";
import { countLateRuns, countRunsInSlots } from "./limits/slot-holders.ts";
import type { Store } from "./store.ts";
import { listTaskRuns } from "./runs/task-runs.ts";
import { readVariable } from "./variables.ts";
import { readWorkPool } from "./work-pools/work-pools.ts";
import { listWorkers } from "./work-pools/workers.ts";

const id = "00000000-0000-4000-8000-000000000000";
const page = { limit: 200, offset: 0 };
const and = { operator: "and_" } as const;
const due = { before: 1, limit: 200, now: 1 };

const lately = { since: 1, until: 2, direction: "desc" as const, after: undefined, limit: 50 };
const eventsOf = (filter: object, kind: "flow_run" | "task_run", store: Store) =>
  listStateEvents(store, kind, { ...stateEventsWhere(EventFilter().parse(filter), kind, store.dialect), ...lately });

const questions: [name: string, ask: (store: Store) => Promise<unknown>][] = [
  [
    "the newest events",
    (store) => listStoredEvents(store, { ...storedEventsWhere(EventFilter().parse({})), ...lately }),
  ],
  ["the newest states of flow runs as events", (store) => eventsOf({}, "flow_run", store)],
  ["the newest states of task runs as events", (store) => eventsOf({}, "task_run", store)],
  [
    "the states of one task run as events",
    (store) => eventsOf({ resource: { id: [`prefect.task-run.${id}`] } }, "task_run", store),
  ],
  ["background tasks of a worker", (store) => store.read((db) => openTasks(db, "sqlite", { keys: ["a-1"], now: 1 }))],
  ["the newest flow runs", (store) => listFlowRuns(store, { filters: {}, sort: "ID_DESC", ...page })],
  [
    "the latest expected flow runs",
    (store) => listFlowRuns(store, { filters: {}, sort: "EXPECTED_START_TIME_DESC", ...page }),
  ],
  [
    "the first expected flow runs",
    (store) => listFlowRuns(store, { filters: {}, sort: "EXPECTED_START_TIME_ASC", ...page }),
  ],
  [
    "flow runs by id",
    (store) =>
      listFlowRuns(store, { filters: { flow_runs: { ...and, id: { any_: [id] } } }, sort: "ID_DESC", ...page }),
  ],
  [
    "the newest flow runs in a state",
    (store) =>
      listFlowRuns(store, {
        filters: { flow_runs: { ...and, state: { ...and, type: { any_: ["RUNNING"] } } } },
        sort: "ID_DESC",
        ...page,
      }),
  ],
  [
    "the newest runs of some flows",
    (store) => listFlowRuns(store, { filters: { flows: { ...and, id: { any_: [id] } } }, sort: "ID_DESC", ...page }),
  ],
  [
    "the task runs of a flow run",
    (store) =>
      listTaskRuns(store, {
        filters: { task_runs: { ...and, flow_run_id: { ...and, any_: [id], is_null_: false } } },
        sort: "ID_DESC",
        ...page,
      }),
  ],
  ["the states of a flow run", (store) => statesOfRun(store, "flow_run", id)],
  ["the states of a task run", (store) => statesOfRun(store, "task_run", id)],
  [
    "the logs of a flow run",
    (store) => listLogs(store, { filter: { ...and, flow_run_id: { any_: [id] } }, sort: "TIMESTAMP_ASC", ...page }),
  ],
  ["a page of logs for download", (store) => logsOfFlowRun(store, id, { after: { timestamp: 1, id }, limit: 1000 })],
  ["the calls of a graph", (store) => graphCalls(store, id, 10_000)],
  ["the artifacts of a graph", (store) => graphArtifacts(store, id, 10_000)],
  ["the newest artifact under a key", (store) => readLatestArtifact(store, "report")],
  ["a flow by its name", (store) => readFlow(store, { name: "crawl" })],
  [
    "the runs of some deployments",
    (store) =>
      listFlowRuns(store, {
        filters: { deployments: { ...and, id: { any_: [id] } } },
        sort: "EXPECTED_START_TIME_DESC",
        ...page,
      }),
  ],
  ["the due runs of a queue", (store) => store.read((db) => dueRunsOfQueues(db, [{ id, free: 5 }], due))],
  ["the due runs of deployments", (store) => store.read((db) => dueRunsOfDeployments(db, [id], due))],
  ["the slots of queues", (store) => store.read((db) => countRunsInSlots(db, [id]))],
  ["the late runs of a queue", (store) => store.read((db) => countLateRuns(db, id))],
  ["the deployments to schedule", (store) => store.read((db) => deploymentsToSchedule(db, 1, 100))],
  ["a deployment by its id", (store) => store.read((db) => readDeployment(db, { id }))],
  ["a deployment by its names", (store) => store.read((db) => readDeployment(db, { flow: "crawl", name: "nightly" }))],
  ["the schedules of deployments", (store) => store.read((db) => schedulesOf(db, [id]))],
  ["a work pool by its name", (store) => readWorkPool(store, "local", 0)],
  ["the workers of a pool", (store) => listWorkers(store, { poolId: id, filter: null, ...page }, 0)],
  ["a variable by its name", (store) => readVariable(store, { name: "limit" })],
];

describe("S9: answered from an index on SQLite", () => {
  test.each(questions)("%s", async (_name, ask) => {
    await using store = await databases[0]!.open(new SetClock(0));
    const plan = await planOf(store, ask);
    // Runs may be walked in the order that is asked for, until there are enough; nothing else is scanned or sorted whole.
    const scans = plan.filter((step) => step.startsWith("SCAN"));
    expect(scans.filter((step) => !step.startsWith("SCAN flow_run"))).toEqual([]);
    if (scans.length > 0) expect(plan).not.toContain("USE TEMP B-TREE FOR ORDER BY");
  });
});

/** The steps of SQLite's plan for the query that a question sends. */
async function planOf(store: Store, ask: (store: Store) => Promise<unknown>): Promise<string[]> {
  const sent: CompiledQuery[] = [];
  const capturing: Store = {
    ...store,
    read: (query, options) =>
      store.read((db) => {
        const capture: KyselyPlugin = {
          transformQuery({ node, queryId }) {
            sent.push(db.getExecutor().compileQuery(node, queryId));
            return node;
          },
          transformResult: async ({ result }) => result,
        };
        return query(db.withPlugin(capture));
      }, options),
  };
  await ask(capturing);
  const { sql, parameters } = sent.at(-1)!;
  const explained = CompiledQuery.raw(`EXPLAIN QUERY PLAN ${sql}`, [...parameters]);
  const { rows } = await store.read((db) => db.executeQuery<{ detail: string }>(explained));
  return rows.map((row) => row.detail);
}
